// Modules look into a file's format, or compute over its bytes. Hover over a member to see what it is.
import "elf"
import "hash"
import "math"
import "pe"

rule Data_Only_DLL : example windows {
    meta:
        description = "64-bit DLL without code: no entry point and no section that can be executed"
        author = "YARA Cryptex"
        date = "2025-03-01"
    condition:
        Windows_Image
        and pe.machine == pe.MACHINE_AMD64
        and pe.characteristics & pe.DLL != 0
        and pe.entry_point_raw == 0
        and for any section in pe.sections : (
            section.name == ".cryptex"
        )
        and for all section in pe.sections : (
            section.characteristics & pe.SECTION_MEM_EXECUTE == 0
        )
}

rule Data_Only_ELF : example linux {
    meta:
        description = "64-bit ELF file whose segments are all read-only data"
        author = "YARA Cryptex"
        date = "2025-03-01"
    condition:
        Linux_Image
        and elf.machine == elf.EM_X86_64
        and elf.number_of_segments > 0
        and for all segment in elf.segments : (
            segment.flags & elf.PF_X == 0
        )
}

rule High_Entropy : example {
    meta:
        description = "Signature of its own, then what can only be compressed, encrypted or random"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $signature = "NOISE\x00"
    condition:
        $signature at 0 and math.entropy(6, filesize - 6) > 7.9
}

rule Known_Letter : example {
    meta:
        description = "One file and no other, by its SHA-256"
        author = "YARA Cryptex"
        date = "2025-03-01"
        hash = "90501f900bdbcd633cbbaeade1940f125f7ec01a0d6cdfd300ef4d862f95b115"
    condition:
        filesize == 148
        and hash.sha256(0, filesize) == "90501f900bdbcd633cbbaeade1940f125f7ec01a0d6cdfd300ef4d862f95b115"
}
