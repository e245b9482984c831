// Hex patterns: wildcards, jumps, alternatives and comments.

rule One_Pixel_GIF : example picture {
    meta:
        description = "GIF picture of one pixel, as trackers use them"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $header = {
            47 49 46 38 ( 37 | 39 ) 61 // "GIF87a" or "GIF89a"
            01 00 01 00                // width and height, low byte first
        }
        $image = { 2C [4] 01 00 01 00 ?? } // where the image starts: 4 bytes of position, then its size
    condition:
        Small_File and $header at 0 and $image and uint8(filesize - 1) == 0x3B
}

rule Cryptex_Settings : example {
    meta:
        description = "Settings file: a signature, a version and a length that fits the file"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $signature = { 43 46 47 3? 0? 00 }
    condition:
        $signature at 0 and uint16(6) + 16 == filesize
}
