// Regular expressions, and conditions that count and look at each occurrence.

rule Admin_Probing : example log {
    meta:
        description = "Web server log with several requests for administration pages that do not exist"
        author = "YARA Cryptex"
        date = "2025-03-01"
    strings:
        $request = /"GET \/admin\/[a-z]{4,12}\.php HTTP\/1\.[01]" 404 /
        $address = /192\.0\.2\.[0-9]{1,3} - -/
    condition:
        Small_File and #request >= 3 and #address >= #request
        // The requests stand close together: each is at most 256 bytes after the one before.
        and for all i in (2..#request) : (
            @request[i] - @request[i - 1] <= 256
        )
}
