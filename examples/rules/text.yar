// Text patterns and their modifiers: the same words, plain, in UTF-16, and encoded.

rule Greeting : example text {
    meta:
        description = "Greets Cryptex in plain text, in any case, in ASCII or UTF-16"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $hello = "hello cryptex" ascii wide nocase fullword
    condition:
        Small_File and $hello
}

rule Encoded_Greeting : example text {
    meta:
        description = "Greets Cryptex, but XORed with one byte or in Base64"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        // The key 0x00 would find the plain text, too.
        $xor = "hello cryptex" xor(0x01-0xff)
        $base64 = "hello cryptex" base64
    condition:
        Small_File and any of them
}
