// Building blocks for the other files. A private rule is never reported; it is there to be named in conditions.

private rule Small_File {
    condition:
        filesize < 64KB
}

private rule Windows_Image {
    meta:
        description = "MZ header that leads to a PE header"
    condition:
        uint16(0) == 0x5A4D and uint32(uint32(0x3C)) == 0x00004550
}

private rule Linux_Image {
    condition:
        uint32(0) == 0x464C457F
}
