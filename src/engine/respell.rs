//! Texts that Boa's parser refuses and the language has, in a spelling that it reads.
//!
//! `using` begins a declaration where a name follows it, and is a name like any other
//! elsewhere (ECMA-262, 14.3.1); Boa refuses it in expressions, and so whole bundles for one
//! function of theirs. Such a text is read once more with another spelling for those names, as
//! long as nothing outside of the text's functions is called so. And behind some words and the
//! brace of `export {}` Boa wants another token, so that nothing may end with them.
//! `script.rs` and `module.rs` ask.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use boa_engine::Source;
use boa_engine::ast::expression::Identifier;
use boa_engine::ast::expression::literal::PropertyDefinition;
use boa_engine::ast::operations::{lexically_declared_names, var_declared_names};
use boa_engine::ast::pattern::ObjectPatternElement;
use boa_engine::ast::property::PropertyName;
use boa_engine::ast::scope::Scope;
use boa_engine::ast::visitor::{VisitWith, Visitor};
use boa_engine::ast::{Position, Spanned};
use boa_engine::interner::{Interner, Sym};
use boa_engine::parser::Parser;

use super::source::Text;

const NAME: &str = "using";
/// As long, so that places stay, and it looks the same in a trace.
const STAND_IN: &str = "usin\u{261}";

/// What Boa cannot end with: it looks for a declaration behind the words, and for `from` behind
/// the brace.
const UNENDING: [&str; 4] = ["async", "let", "using", "}"];
const END: &str = "\n;";

/// The text with an end that Boa sees, if it does not have one. A statement more changes neither
/// places nor the value of a text; behind anything else it could complete a text that has none
/// of its own (`while (x)`).
pub fn terminated(units: &[u16]) -> Option<Vec<u16>> {
    let text = Text(units);
    let last = *text.tokens().last()?;
    let ends = !UNENDING.contains(&text.of(last).as_str());
    (!ends).then(|| units.iter().copied().chain(END.encode_utf16()).collect())
}

/// The text with stand-ins for the names, if it can be parsed so.
pub fn respell(units: &[u16]) -> Option<Vec<u16>> {
    let name: Vec<u16> = NAME.encode_utf16().collect();
    let stand_in: Vec<u16> = STAND_IN.encode_utf16().collect();
    let words = places(units, &name);
    if words.is_empty() || !places(units, &stand_in).is_empty() {
        return None;
    }
    let mut all = units.to_vec();
    for &offset in words.values() {
        all[offset..offset + name.len()].copy_from_slice(&stand_in);
    }
    let uses = find(&all)?;
    let mut respelled = Vec::with_capacity(units.len());
    let mut from = 0;
    for (place, offset) in words {
        let Some(&is_short) = uses.get(&place) else {
            continue;
        };
        respelled.extend_from_slice(&units[from..offset]);
        if is_short {
            respelled.extend(format!("{NAME}:").encode_utf16());
        }
        respelled.extend_from_slice(&stand_in);
        from = offset + name.len();
    }
    respelled.extend_from_slice(&units[from..]);
    Some(respelled)
}

/// A line and a column, as Boa counts them.
type Place = (u32, u32);

/// Where a word stands.
fn places(units: &[u16], word: &[u16]) -> BTreeMap<Place, usize> {
    let text = Text(units);
    let mut found = BTreeMap::new();
    let (mut line, mut column) = (1, 1);
    let mut next_line = text.next_line(0);
    for offset in 0..units.len() {
        if next_line == Some(offset) {
            (line, column) = (line + 1, 1);
            next_line = text.next_line(offset);
        }
        if text.is_whole(offset, word) {
            found.insert((line, column), offset);
        }
        // A pair counts once.
        let mut pair = char::decode_utf16(units[offset..].iter().copied().take(2));
        let begins = matches!(pair.next(), Some(Ok(character)) if character.len_utf16() == 2);
        column += u32::from(!begins);
    }
    found
}

/// Where the stand-in is a name, and whether it is that of a property, too. Nothing if a
/// global is called so: that is the host's to see.
fn find(units: &[u16]) -> Option<BTreeMap<Place, bool>> {
    let mut interner = Interner::default();
    let mut parser = Parser::new(Source::from_utf16(units));
    let script = parser
        .parse_script(&Scope::new_global(), &mut interner)
        .ok()?;
    let name = interner.get_or_intern(STAND_IN);
    let statements = script.statements();
    if var_declared_names(statements).contains(&name)
        || lexically_declared_names(statements).contains(&name)
    {
        return None;
    }
    let mut uses = Uses {
        name,
        found: BTreeMap::new(),
    };
    let _ = script.visit_with(&mut uses);
    Some(uses.found)
}

struct Uses {
    name: Sym,
    found: BTreeMap<Place, bool>,
}

impl Uses {
    fn note(&mut self, at: Position, is_short: bool) {
        let place = (at.line_number(), at.column_number());
        *self.found.entry(place).or_default() |= is_short;
    }
}

impl<'ast> Visitor<'ast> for Uses {
    type BreakTy = ();

    fn visit_identifier(&mut self, node: &'ast Identifier) -> ControlFlow<()> {
        if node.sym() == self.name {
            self.note(node.span().start(), false);
        }
        ControlFlow::Continue(())
    }

    fn visit_property_definition(&mut self, node: &'ast PropertyDefinition) -> ControlFlow<()> {
        if let PropertyDefinition::IdentifierReference(short)
        | PropertyDefinition::CoverInitializedName(short, _) = node
            && short.sym() == self.name
        {
            self.note(short.span().start(), true);
        }
        node.visit_with(self)
    }

    fn visit_object_pattern_element(
        &mut self,
        node: &'ast ObjectPatternElement,
    ) -> ControlFlow<()> {
        if let ObjectPatternElement::SingleName { name, ident, .. } = node
            && let PropertyName::Literal(key) = name
            && key.span() == ident.span()
            && key.sym() == self.name
        {
            self.note(key.span().start(), true);
        }
        node.visit_with(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME, STAND_IN, respell};

    fn check(text: &str) -> Option<String> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let respelled = respell(&units)?;
        Some(String::from_utf16_lossy(&respelled).replace(STAND_IN, "@"))
    }

    #[test]
    fn names_are_respelled_and_nothing_else_is() {
        for (text, expected) in [
            ("(function using() { using() })", "(function @() { @() })"),
            (
                "exports.using = function (using) { return using.using }",
                "exports.using = function (@) { return @.using }",
            ),
            (
                "(using) => '\u{1F600} using' + `${using} using` + /using/",
                "(@) => '\u{1F600} using' + `${@} using` + /using/",
            ),
            (
                "f = (using) => ({ using, a: using, using() {} })",
                "f = (@) => ({ using:@, a: @, using() {} })",
            ),
            (
                "f = ([{ a: { using = 1 } }]) => ({ using } = using) // using",
                "f = ([{ a: { using:@ = 1 } }]) => ({ using:@ } = @) // using",
            ),
            (
                "(() => { let x;\r\n\t({ using: x } = {}); class A { using = 1; static using() {} } var using = x; a?.using; })()",
                "(() => { let x;\r\n\t({ using: x } = {}); class A { using = 1; static using() {} } var @ = x; a?.using; })()",
            ),
        ] {
            assert_eq!(check(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_global_keeps_its_name() {
        for text in [
            "var using = 1; using",
            "function using() {}",
            "let using",
            "x = 1",
            "if (1) { var using } f(using)",
        ] {
            assert_eq!(check(text), None, "{text}");
        }
        assert_eq!(check(&format!("f = ({STAND_IN}) => {NAME}")), None);
    }
}
