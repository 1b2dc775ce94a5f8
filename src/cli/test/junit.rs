//! The results in JUnit XML, which build servers read.

use std::io;
use std::path::Path;

use super::{FileRun, NotRun, failure};

/// Writes the results of all files; one whose tests could not be run is an error, for else it would look as if it had
/// none. The file appears whole or not at all.
pub(super) fn write<'r>(
    path: &Path,
    runs: &[FileRun],
    not_run: impl Iterator<Item = &'r NotRun>,
) -> io::Result<()> {
    let mut report = quick_junit::Report::new("elig test");
    for run in runs {
        let mut suite = quick_junit::TestSuite::new(run.path.display().to_string());
        for (test, result) in &run.results {
            let status = if result.passes() {
                quick_junit::TestCaseStatus::success()
            } else {
                let mut status =
                    quick_junit::TestCaseStatus::non_success(quick_junit::NonSuccessKind::Failure);
                let mut text = Vec::new();
                failure::write(
                    test,
                    result,
                    &run.compilation.sources,
                    &mut anstream::StripStream::new(&mut text),
                )?;
                status.set_message("another decision than expected");
                status.set_description(String::from_utf8_lossy(&text).trim().to_owned());
                status
            };
            let mut case = quick_junit::TestCase::new(&*test.title, status);
            case.set_classname(run.path.display().to_string());
            suite.add_test_case(case);
        }
        report.add_test_suite(suite);
    }
    for NotRun { path, why } in not_run {
        let name = path.display().to_string();
        let mut status = quick_junit::TestCaseStatus::non_success(quick_junit::NonSuccessKind::Error);
        status.set_message("its tests were not run");
        status.set_description(why.trim().to_owned());
        let mut case = quick_junit::TestCase::new("its tests can be run", status);
        case.set_classname(name.clone());
        let mut suite = quick_junit::TestSuite::new(name);
        suite.add_test_case(case);
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    crate::cli::growing::write_whole(path, text.as_bytes())
}
