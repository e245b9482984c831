import { describe, expect, it } from 'vitest';
import { IncludeGraph } from '../../../server/src/workspace/includeGraph.ts';
import { includeCandidates, includesOf } from '../../../server/src/workspace/includes.ts';

describe('the includes of a file', () => {
  it('are its statements, and not what only looks like one', () => {
    const text = `include "a.yar"
      // include "comment.yar"
      /* include "block.yar" */ include	"b.yar"
      rule r { strings: $a = "include \\"text.yar\\"" condition: $a }
      include "c/d.yar"`;
    expect(includesOf(text)).toEqual(['a.yar', 'b.yar', 'c/d.yar']);
  });

  it('are looked for beside the including file first, with either slash', () => {
    expect(includeCandidates('/rules/sub/x.yar', '..\\a.yar', ['/lib'])).toEqual(['/rules/a.yar', '/a.yar']);
    expect(includeCandidates('/rules/x.yar', '/abs/a.yar', ['/lib'])).toEqual(['/abs/a.yar']);
  });
});

describe('the include graph', () => {
  it('leads from a file to the files that nothing includes, also around a cycle', () => {
    const graph = new IncludeGraph();
    graph.update('/w/index.yar', 'include "mid.yar"');
    graph.update('/w/mid.yar', 'include "leaf.yar"\ninclude "loop.yar"');
    graph.update('/w/loop.yar', 'include "mid.yar"');
    graph.update('/w/leaf.yar', '');
    graph.update('/w/other.yar', 'include "lib/leaf.yar"');
    expect(graph.rootsOf('/w/leaf.yar')).toEqual(['/w/index.yar']);
    expect(graph.rootsOf('/w/index.yar')).toEqual([]);
    graph.setIncludeDirectories(['/']);
    graph.update('/w/other.yar', 'include "w/leaf.yar"');
    expect(graph.rootsOf('/w/leaf.yar')).toEqual(['/w/index.yar', '/w/other.yar']);
    graph.remove('/w/other.yar');
    expect(graph.rootsOf('/w/leaf.yar')).toEqual(['/w/index.yar']);
  });
});
