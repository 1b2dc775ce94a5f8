//! Value sets that are written out.

use crate::possible::Truth;
use crate::terminology::{CodeSystem, Codes, Coding, Entry, EntryNote, ValueSet};

fn entries<'t>(written: &[(&'t str, &'t str)]) -> Vec<Entry<'t>> {
    written.iter().map(|(system, code)| Entry { system, code }).collect()
}

fn coding(system: &str, code: &str) -> Coding {
    Coding::new(CodeSystem::parse(system).unwrap(), code)
}

#[test]
fn wildcards() {
    for (system, wildcard, inside, outside) in [
        ("icd10cm", "I50.*", "I50 i50.9 I5022 I50.22", "I51 I5 I49.9"),
        ("icd10cm", "I50*", "I50 i50.9 I5022 I50.22", "I51 I5 I49.9"),
        ("icd10cm", "I50.2*", "I50.2 I50.22", "I50 I50.3 I50.12"),
        ("icd10cm", "t36.0x*", "T36.0X1A", "T36.1X1A"),
        ("icd10cm", "C4A.*", "C4A.0", "C43.0"),
        ("icd10pcs", "0DT*", "0DTJ0ZZ", "0DQJ0ZZ"),
        ("icd9cm", "428.*", "428 428.0 4280", "429 42.8"),
        ("icd9cm", "E950.*", "E950.0 E950", "E951.0 E95"),
        ("icd9cm", "V45.*", "V45.81", "V46.0"),
        ("icd9cm", "37.*", "37 37.2 37.21", "372.1 370 3721"),
        ("icd9cm", "37.2*", "37.2 37.21", "37 37.3 372.1"),
        ("atc", "C03*", "C03 C03CA01 c03ca01", "C02 C"),
        ("atc", "C*", "C C03 C03CA01", "A"),
        ("ucum", "10*9/L", "10*9/L", "10 10*"),
        ("ucum", "10*", "10*", "10*9/L"),
    ] {
        let (set, notes) = ValueSet::from_entries("s", &entries(&[(system, wildcard)])).unwrap();
        assert!(notes.is_empty());
        for code in inside.split(' ') {
            assert!(set.contains(&coding(system, code)), "{wildcard} {code}");
        }
        for code in outside.split(' ') {
            assert!(!set.contains(&coding(system, code)), "{wildcard} {code}");
        }
        assert!(!set.contains(&coding("http://example.org/codes", wildcard)));
    }
}

#[test]
fn wrong_entries() {
    for (system, code, message, help) in [
        ("snomed", "7321*", "SNOMED CT has no wildcards", "write each code out"),
        ("http://example.org/codes", "A*", "http://example.org/codes has no wildcards", "FHIR file"),
        ("icd10cm", "E1*", "shorter than a category of ICD-10-CM", "`E10.*` and `E11.*`"),
        ("icd10cm", "*", "shorter than a category", "a category each"),
        ("icd10cm", ".*", "shorter than a category", "a category each"),
        ("icd9cm", "E95*", "shorter than a category of ICD-9-CM", "`E950.*`"),
        ("icd9cm", "37*", "shorter than a category", "for procedures `37.*`"),
        ("icd10pcs", "0D*", "shorter than a category", "`0DT*`"),
        ("icd10pcs", "0DT.*", "no code of ICD-10-PCS starts", "compare"),
        ("icd10cm", "I5*0", "the star of a wildcard stands at its end", "one entry for each start"),
        ("icd10cm", "I50.**", "the star of a wildcard", "one entry"),
        ("icd10cm", "I50.2.*", "no code of ICD-10-CM starts like this", "`I50.*`"),
        ("icd10cm", "I502.*", "no code of ICD-10-CM", "`I50.*`"),
        ("icd10cm", "I50..*", "no code of ICD-10-CM", "`I50.*`"),
        ("icd10cm", "I50 .*", "no code of ICD-10-CM", "`I50.*`"),
        ("icd10cm", "150.*", "no code of ICD-10-CM", "`I50.*`"),
        ("icd10cm", "é50.*", "no code of ICD-10-CM", "`I50.*`"),
        ("atc", "C0*", "no code of ATC starts", "a whole level"),
        ("atc", "C03.*", "no code of ATC starts", "a whole level"),
        ("atc", "*", "shorter than a category of ATC", "category"),
        ("snomed", "73211008", "the check digit", "`73211009`"),
        ("snomd", "73211009", "no code system", "did you mean `snomed`?"),
        ("loinc", "", "empty", "leave the entry out"),
    ] {
        let errors =
            ValueSet::from_entries("s", &entries(&[("loinc", "2160-0"), (system, code)])).unwrap_err();
        assert_eq!(errors.len(), 1);
        let error = &errors[0];
        assert_eq!((error.entry, error.in_system), (Some(1), system == "snomd"));
        assert!(error.to_string().contains(message), "{system} {code}: {error}");
        assert!(error.help.contains(help), "{system} {code}: {}", error.help);
    }
    assert_eq!(ValueSet::from_entries("s", &[]).unwrap_err()[0].entry, None);
    let many = vec![Entry { system: "loinc", code: "2160-0" }; 1_000_001];
    assert_eq!(ValueSet::from_entries("s", &many).unwrap_err()[0].entry, None);
    let many = vec![Entry { system: "", code: "" }; 500];
    assert_eq!(ValueSet::from_entries("s", &many).unwrap_err().len(), 100);
}

#[test]
fn superfluous_entries_are_noted_and_change_nothing() {
    let all = [
        ("icd10cm", "I50.1"),
        ("icd10cm", "I50.*"),
        ("icd10cm", "i501"),
        ("icd10cm", "I50*"),
        ("icd10cm", "I50.2*"),
        ("icd10", "I50.1"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "I51"),
        ("icd10cm", "I51"),
    ];
    let (set, notes) = ValueSet::from_entries("s", &entries(&all)).unwrap();
    assert_eq!(
        notes,
        [
            EntryNote::Covered { entry: 0, by: 1 },
            EntryNote::Repeated { entry: 2, first: 0 },
            EntryNote::Repeated { entry: 3, first: 1 },
            EntryNote::Covered { entry: 4, by: 1 },
            EntryNote::Repeated { entry: 7, first: 6 },
        ]
    );
    let few = [("icd10cm", "I51"), ("icd10", "I50.1"), ("icd10cm", "I50.*")];
    assert_eq!(ValueSet::from_entries("s", &entries(&few)).unwrap().0, set);
    assert_eq!(set.size(), 3);
    assert!(set.systems().eq([&CodeSystem::ICD10, &CodeSystem::ICD10CM]));
}

#[test]
fn what_a_code_could_still_be() {
    let (set, _) = ValueSet::from_entries("s", &entries(&[("icd10cm", "I50.*")])).unwrap();
    let (inside, outside) = (coding("icd10cm", "I50.9"), coding("snomed", "84114007"));
    for (codes, wanted) in [
        (Codes::missing(), Truth::Unknown),
        (Codes::known([]), Truth::Unknown),
        (Codes::known([outside.clone()]), Truth::False),
        (Codes::open([outside.clone()]), Truth::Unknown),
        (Codes::open([outside.clone(), inside.clone()]), Truth::True),
        (Codes::known([inside.clone(), outside.clone()]), Truth::True),
    ] {
        assert_eq!(codes.is_in(&set), wanted, "{codes:?}");
        assert!(codes.is_within(&codes) && codes.is_within(&Codes::missing()));
    }
}
