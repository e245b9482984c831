import { describe, expect, it } from 'vitest';
import { lines, ofPowerShell } from './support.ts';

describe('pseudocode of PowerShell', () => {
  it('keeps every way of a branch, and writes its operators as other languages do', () => {
    expect(
      ofPowerShell(
        lines(`
          param([string] $Name = (Get-Default))
          if ($Name -eq 'a' -and -not $Force) { return $null }
          elseif ($x -ne 1) { Write-Verbose "x" } else { throw "bad $x" }
          $y += Get-Item -Path $i | Where-Object { $_.Name -like '*a' }
        `),
      ),
    ).toBe(
      lines(`
        if $Name == "a" and not $Force: return $null
        else if $x != 1: log Write-Verbose
        else: throw "bad $x"
        $y += Get-Item -Path $i | Where-Object { $_.Name -like "*a" }
      `),
    );
  });

  it('keeps loops, cases and what is caught', () => {
    expect(
      ofPowerShell(
        lines(`
          foreach ($i in $items) { $i.Delete() }
          for ($i = 0; $i -lt 3; $i++) { continue }
          do { $a++ } until ($a -gt 3)
          while ($true) { break }
          switch ($x) {
            1 { Get-One }
            default { Get-Other }
          }
          try { Use-It } catch [System.IO.IOException] { exit 1 } catch { throw } finally { $z.Close() }
        `),
      ),
    ).toBe(
      lines(`
        for $i in $items: $i.Delete()
        for $i ← 0; $i < 3; $i++: continue
        repeat until $a > 3: $a++
        loop: break
        switch $x:
        case 1: Get-One
        else: Get-Other
        end
        try: Use-It
        catch [System.IO.IOException]: exit 1
        catch: throw
        finally: $z.Close()
      `),
    );
  });

  it('tells the blocks of a pipeline apart, unless there is only one', () => {
    expect(ofPowerShell('begin { $n = 0 }\nprocess { $n++ }\nend { $n }')).toBe(
      lines(`
        at begin: $n ← 0
        per input: $n++
        at end: $n
      `),
    );
    expect(ofPowerShell('process { Get-It }')).toBe('Get-It');
  });

  it('puts the statements of a long script block under their line', () => {
    expect(
      ofPowerShell(
        '$items | ForEach-Object {\n  if ($_.IsOld) { Remove-Item -Path $_.FullName -Force }\n  $count++\n  Write-Output $_\n}',
      ),
    ).toBe(
      lines(`
        $items | ForEach-Object {…}:
          if $_.IsOld: Remove-Item -Path $_.FullName -Force
          $count++; Write-Output $_
        end
      `),
    );
  });

  it('parts the entries of a table', () => {
    expect(ofPowerShell('$h = @{\n  a = 1\n  b = (Get-B)\n}')).toBe('$h ← @{ a = 1; b = (Get-B) }');
  });
});
