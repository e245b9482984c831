// External variables come from outside. Scanners provide `filename`, which is empty where they don't know it;
// `environment` is ours, and declared in .vscode/settings.json.

rule Disguised_Image : example {
    meta:
        description = "Windows image under a name that does not say so"
        author = "YARA Cryptex"
        date = "2025-03-01"
    condition:
        Windows_Image and not filename matches /\.(dll|exe|sys)$/i
}

rule Mail_In_The_Lab : example {
    meta:
        description = "Saved mail with an attachment, reported in the lab only"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $from = "From: "
        $encoding = "Content-Transfer-Encoding: base64" nocase
    condition:
        environment == "lab" and $from at 0 and $encoding
}
