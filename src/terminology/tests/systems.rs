//! Code systems and the form of their codes.

use crate::terminology::{CodeError, CodeSystem, SystemError};

#[test]
fn a_system_is_found_by_its_name_its_uri_and_its_oid() {
    for system in CodeSystem::known() {
        let uri = system.uri().to_owned();
        let name = system.name().unwrap();
        assert_eq!(CodeSystem::parse(name), Ok(system.clone()));
        for also in [uri.clone(), format!("{uri}|2024"), format!("{uri}/"), uri.replace("http:", "https:")] {
            assert_eq!(CodeSystem::from_uri(&also), Ok(system.clone()), "{also}");
        }
        assert_eq!(CodeSystem::from_uri(name), Err(SystemError::NotAUri { uri: Some(leak(system.uri())) }));
    }
    for (uri, system) in [
        ("urn:oid:2.16.840.1.113883.6.96", CodeSystem::SNOMED),
        ("URN:OID:2.16.840.1.113883.6.1", CodeSystem::LOINC),
        ("urn:oid:2.16.840.1.113883.6.3", CodeSystem::ICD10),
        ("urn:oid:2.16.840.1.113883.6.4", CodeSystem::ICD10PCS),
        ("urn:oid:2.16.840.1.113883.6.8", CodeSystem::UCUM),
        ("urn:oid:2.16.840.1.113883.6.12", CodeSystem::CPT),
        ("urn:oid:2.16.840.1.113883.6.69", CodeSystem::NDC),
        ("urn:oid:2.16.840.1.113883.6.73", CodeSystem::ATC),
        ("urn:oid:2.16.840.1.113883.6.88", CodeSystem::RXNORM),
        ("urn:oid:2.16.840.1.113883.6.90", CodeSystem::ICD10CM),
        ("urn:oid:2.16.840.1.113883.6.103", CodeSystem::ICD9CM),
        ("urn:oid:2.16.840.1.113883.6.285", CodeSystem::HCPCS),
        ("urn:oid:2.16.840.1.113883.12.292", CodeSystem::CVX),
        ("http://snomed.info/sct/731000124108/version/20240301", CodeSystem::SNOMED),
        ("http://hl7.org/fhir/sid/icd-10-pcs", CodeSystem::ICD10PCS),
    ] {
        assert_eq!(CodeSystem::parse(uri), Ok(system), "{uri}");
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

#[test]
fn nothing_is_a_known_system_by_accident() {
    for uri in [
        "http://snomed.info/sct//",
        "http://snomed.info/SCT",
        "http://snomed.info/sctx",
        "http://snomed.info/sct/abc",
        "http://snomed.info/sct/731000124108/version/",
        "ftp://snomed.info/sct",
        "x:snomed.info/sct",
        "urn:oid:2.16.840.1.113883.6.9",
        "urn:oid:2.16.840.1.113883.6.104",
        "urn:oid:2.16.840.1.113883.6.90/",
        "http://hl7.org/fhir/sid/icd-10-cm/diagnosis",
        "http://example.org/codes",
    ] {
        let system = CodeSystem::parse(uri).unwrap();
        assert_eq!(system.name(), None, "{uri}");
        assert_eq!(system.uri(), uri);
    }
}

#[test]
fn what_is_no_system() {
    for (text, wrong, help) in [
        ("", SystemError::Empty, "its URI"),
        ("snomed_ct", SystemError::UnknownName { nearest: Some("snomed") }, "did you mean `snomed`?"),
        ("ICD10CM", SystemError::UnknownName { nearest: Some("icd10cm") }, "did you mean `icd10cm`?"),
        ("icd-10-cm", SystemError::UnknownName { nearest: Some("icd10cm") }, "did you mean `icd10cm`?"),
        ("local codes", SystemError::UnknownName { nearest: None }, "icd10pcs"),
        ("http://a b", SystemError::UnknownName { nearest: None }, "another code system stands by its URI"),
        ("2.16.840.1.113883.6.96", SystemError::BareOid, "write `urn:oid:` before it"),
    ] {
        let error = CodeSystem::parse(text).unwrap_err();
        assert_eq!(error, wrong, "{text}");
        assert!(error.help().contains(help), "{text}: {}", error.help());
    }
    assert_eq!(CodeSystem::parse(&format!("http://{}", "a".repeat(3_000))), Err(SystemError::TooLong));
}

#[test]
fn codes_that_could_be_codes() {
    for (system, codes) in [
        ("snomed", "73211009 404684003 22298006 44054006 84114007 900000000000207008 731000124108"),
        (
            "loinc",
            "2160-0 718-7 4548-4 59408-5 2703-7 9279-1 98979-8 11491-6 6649-9 LP14635-4 LA6576-8 LL1162-8",
        ),
        ("icd10", "I50 I50.9 i509 U07.1 A17.0"),
        ("icd10cm", "I50 I50.22 E87.20 e8720 C4A.0 S72.001A T36.0X1A Z3A.20"),
        ("icd10pcs", "0DTJ0ZZ 0dtj0zz 3E03317"),
        ("icd9cm", "428.0 4280 V45.81 V4581 E950.0 E9500 37.21 37 250"),
        ("atc", "C C03 C03C C03CA C03CA01 c03ca01"),
        ("rxnorm", "7980 1049502"),
        ("cpt", "99213 0275T 0001U 25"),
        ("hcpcs", "G0008 J3490 RT"),
        ("ndc", "0002-8215-01 00002821501"),
        ("cvx", "08 208"),
        ("ucum", "mg/dL 10*9/L {beats}/min"),
        ("http://example.org/codes", "anything at-all"),
    ] {
        let system = CodeSystem::parse(system).unwrap();
        // The last system has a code with a space in it.
        let codes: Vec<_> = if system.name().is_none() { vec![codes] } else { codes.split(' ').collect() };
        for code in codes {
            assert_eq!(system.check(code), Ok(()), "{system} {code}");
        }
    }
}

#[test]
fn codes_that_can_be_none() {
    let long = "1".repeat(2_000);
    for (system, code, message, help) in [
        ("snomed", "73211008", "the check digit", "`73211009`"),
        ("snomed", "7321100", "the check digit", "compare it with its source"),
        ("snomed", "73211", "not built like", "six to eighteen digits"),
        ("snomed", "073211009", "not built like", "six to eighteen"),
        ("snomed", "heart failure", "not built like", "six to eighteen"),
        ("snomed", "73211009 |Diabetes mellitus|", "expression", "alone"),
        ("snomed", "73211009:363698007=113331007", "expression", "alone"),
        ("snomed", "680946014", "a description", "00 or 10"),
        ("loinc", "2160-1", "the check digit of this LOINC code", "`2160-0`"),
        ("loinc", "21600", "not built like", "did you mean `2160-0`?"),
        ("loinc", "creatinine", "not built like", "a hyphen"),
        ("icd10cm", "I5.09", "not built like a code of ICD-10-CM", "did you mean `I50.9`?"),
        ("icd10cm", "50.9", "not built like", "a letter"),
        ("icd10cm", "I50.22222", "not built like", "up to four"),
        ("icd10cm", "I30-I52", "a range of codes", "wildcard"),
        ("icd10", "I", "not built like a code of ICD-10", "a letter"),
        ("icd10pcs", "0DTJ", "not built like", "seven"),
        ("icd10pcs", "0DTO0ZZ", "not built like", "other than I and O"),
        ("icd9cm", "4.280", "not built like", "three digits"),
        ("icd9cm", "41.", "not built like", "three digits"),
        ("icd9cm", "E95", "not built like", "three digits"),
        ("atc", "C0", "not built like", "C03"),
        ("rxnorm", "0797", "not built like", "RXCUI"),
        ("cpt", "0275t", "not built like", "did you mean `0275T`?"),
        ("hcpcs", "99213", "not built like", "`cpt`"),
        ("ndc", "0002-8215-", "not built like", "hyphens"),
        ("cvx", "2080", "not built like", "three digits"),
        ("ucum", "mg / dL", "spaces", "delete"),
        ("http://example.org/codes", "", "empty", "write the code"),
        ("http://example.org/codes", " a", "spaces", "delete"),
        ("http://example.org/codes", "a\u{7}", "do not show", "delete"),
        ("loinc", &long, "longer than", "source"),
    ] {
        let error = CodeSystem::parse(system).unwrap().check(code).expect_err(code);
        assert!(error.to_string().contains(message), "{system} {code}: {error}");
        assert!(error.help().contains(help), "{system} {code}: {}", error.help());
        assert!(code.is_empty() || code.len() < 3 || !error.to_string().contains(code), "{error}");
    }
    let error = CodeSystem::SNOMED.check("73211008").unwrap_err();
    assert!(matches!(error, CodeError::CheckDigit { instead, .. } if instead == "73211009"));
}

#[test]
fn every_wrong_digit_and_every_swap_is_noticed() {
    let code = "404684003";
    for at in 0..code.len() {
        for digit in '0'..='9' {
            let mut wrong = code.to_owned();
            wrong.replace_range(at..=at, &digit.to_string());
            if wrong != code {
                assert!(CodeSystem::SNOMED.check(&wrong).is_err(), "{wrong}");
            }
        }
        let mut bytes = code.as_bytes().to_vec();
        if at + 1 < bytes.len() && bytes[at] != bytes[at + 1] {
            bytes.swap(at, at + 1);
            let wrong = String::from_utf8(bytes).unwrap();
            assert!(CodeSystem::SNOMED.check(&wrong).is_err(), "{wrong}");
        }
    }
}

#[test]
fn codes_are_compared_normalized_and_shown_as_written() {
    for (system, written, normalized, shown) in [
        (CodeSystem::ICD10CM, "e87.20", "E8720", "E87.20"),
        (CodeSystem::ICD10, "I50", "I50", "I50"),
        (CodeSystem::ICD9CM, "v45.81", "V4581", "V45.81"),
        (CodeSystem::ICD9CM, "410.1", "4101", "410.1"),
        // A transplant is no heart attack.
        (CodeSystem::ICD9CM, "41.01", "41.01", "41.01"),
        (CodeSystem::ICD9CM, "41", "41.", "41"),
        (CodeSystem::ICD10PCS, "0dtj0zz", "0DTJ0ZZ", "0DTJ0ZZ"),
        (CodeSystem::ATC, "c03ca01", "C03CA01", "C03CA01"),
        (CodeSystem::CPT, "0275T", "0275T", "0275T"),
        (CodeSystem::UCUM, "mg/dL", "mg/dL", "mg/dL"),
    ] {
        assert_eq!(system.normalized(written), normalized);
        assert_eq!(system.written(normalized), shown);
    }
}
