//! The steps that make harmless what a caller wrote about themselves, before anything reads it.
//!
//! A number or a name goes raw into manager events (the number), AGI's environment and the log of
//! queues, percent-decoded, line breaks and all (seen on 16 and 22). So this stands before `AGI`
//! and before `Queue`, and the manager, AGI and the logs tell of the same caller from there on.
//!
//! A function that is *given* a caller's text can be cheated: of `${REGEX("^[0-9]*$" ${X})}` with
//! `0912):` and anything in X, only what stands before the colon is looked at, because a colon
//! outside of brackets begins an offset (`parse_variable_name`, main/pbx_variables.c; seen on 16
//! and 22 with REGEX, FILTER and LEN). In `$[…]` a quotation mark does the like. `REPLACE` is given
//! a variable's *name*, so it sees the whole.

/// What may stand in a number. Nobody's number is changed for having more than digits: an identity
/// made of the digits that are left would be somebody else's.
const IN_NUMBERS: &str = r"0-9A-Za-z+*#._ \x28\x29\x2d";

pub(super) fn steps() -> Vec<String> {
    vec![
        format!("Set(VASL_NUMBER=${{REPLACE(CALLERID(num),{}\\\\x3a,!)}})", control_characters()),
        format!(
            "ExecIf($[${{LEN(${{FILTER({IN_NUMBERS},${{VASL_NUMBER}})}})}} != ${{LEN(${{VASL_NUMBER}})}}]?Set(CALLERID(num)=))"
        ),
        "Set(VASL_NUMBER=)".to_owned(),
        format!("Set(CALLERID(name)=${{REPLACE(CALLERID(name),{}, )}})", control_characters()),
        // Nobody learns a number that may not be shown.
        "ExecIf($[\"${CALLERID(num-pres):0:7}\" != \"allowed\"]?Set(CALLERID(num)=))".to_owned(),
    ]
}

/// `app_separate_args` takes one of the two backslashes.
fn control_characters() -> String {
    (1..0x20).chain([0x7f]).map(|byte: u8| format!(r"\\x{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_but_replace_is_given_what_the_caller_wrote() {
        for step in steps() {
            let given = step.matches("${CALLERID(num)}").count()
                + step.matches("${CALLERID(name)}").count();
            assert_eq!(given, 0, "{step}");
        }
    }

    #[test]
    fn control_characters_are_escaped_twice() {
        assert!(control_characters().starts_with(r"\\x01\\x02"));
        assert!(control_characters().ends_with(r"\\x1f\\x7f"));
    }
}
