// What libyara has against each of these rules is said above it, and underlined where it is.
// After most mistakes libyara goes on with the next rule. After the last one here it reads no further.
import "pe"

// undefined identifier "file_size": it is `filesize`.
rule Undefined_Identifier {
    condition:
        file_size < 1MB
}

// undefined string "$payload": there is no pattern of that name.
rule Undefined_Pattern {
    strings:
        $pay_load = "payload"
    condition:
        $payload
}

// unreferenced string "$unused": every pattern has to be used, unless its name starts with $_.
rule Unreferenced_Pattern {
    strings:
        $used = "used"
        $unused = "unused"
    condition:
        $used
}

// invalid field name "is_packed": the module pe has no such member.
rule Unknown_Member {
    condition:
        pe.is_packed
}

// "number_of_sections" is not a function: it is a number, and cannot be called.
rule Not_A_Function {
    condition:
        pe.number_of_sections() > 3
}

// duplicated identifier "Undefined_Identifier": two rules of one name.
rule Undefined_Identifier {
    condition:
        true
}

// uneven number of digits in hex string: the last byte is half missing.
rule Half_A_Byte {
    strings:
        $header = { 4D 5A 9 }
    condition:
        $header at 0
}

// warning: string "$slow" may slow down scanning. One byte is found everywhere.
rule Slow_Pattern {
    strings:
        $slow = { 4D }
    condition:
        #slow > 1000
}

// syntax error, unexpected '=': to compare is `==`. (Older versions of libyara say no more than "syntax error".)
rule Assignment_For_Comparison {
    condition:
        filesize = 100
}

// unterminated string: the closing quotation mark is missing.
rule Missing_Quote {
    strings:
        $text = "no end
    condition:
        $text
}
