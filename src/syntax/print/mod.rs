//! stub
use crate::syntax::ast;
/// stub
pub fn print(_: &ast::File, _: &str) -> String { String::new() }
/// stub
pub fn print_expr(_: &ast::Expr) -> String { String::new() }
/// stub
pub fn print_type(_: &ast::Type) -> String { String::new() }
