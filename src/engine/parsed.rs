//! The text that was checked last, as a syntax tree, for the context that runs it next.
//!
//! A script is checked when it is made, by an engine that does nothing else (`script::check`), and
//! compiled by each context that runs it; to parse it once more took a third of the time until a
//! library was there. Boa's trees have names as numbers of a context's interner. One that is
//! checked has an interner of its own, and is numbered anew for the context that takes it.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::{Rc, Weak};

use boa_engine::ast::visitor::{VisitWith, VisitorMut};
use boa_engine::ast::{self, SourceText};
use boa_engine::interner::{Interner, Sym};
use boa_engine::parser::{Error, Parser};
use boa_engine::{Context, JsResult, Script, Source};

use super::limits::memory;
use crate::allocator;

/// What a tree that is kept may have taken of the stack, in bytes, to be parsed. It is dropped with
/// its engine, on a stack that may be small, and takes a twentieth of that then.
pub const STACK: usize = 4 << 20;
/// How long a text is whose tree is kept, in UTF-16 units: trees take some fifty times as much.
const MOST_UNITS: usize = 1 << 20;
/// Trees that are checked are told apart by numbers that no context counts to: objects of
/// templates are known by them.
const FIRST_IDENTIFIER: u32 = 1 << 31;

thread_local! {
    static LAST: RefCell<Weak<Slot>> = const { RefCell::new(Weak::new()) };
    static IDENTIFIER: Cell<u32> = const { Cell::new(FIRST_IDENTIFIER) };
}

/// A text's tree.
pub struct Parsed {
    tree: ast::Script,
    source: SourceText,
    interner: Interner,
    /// What it takes of its engine's account.
    bytes: isize,
}

impl Parsed {
    pub fn parse(units: &[u16], path: &Path) -> Result<Self, Error> {
        let before = allocator::used();
        let mut interner = Interner::default();
        let mut parser = Parser::new(Source::from_utf16(units).with_path(path));
        let identifier = IDENTIFIER.get();
        IDENTIFIER.set(identifier.checked_add(1).unwrap_or(FIRST_IDENTIFIER));
        parser.set_identifier(identifier);
        let (tree, source) = parser.parse_eval(false, &mut interner)?;
        Ok(Self {
            tree,
            source,
            interner,
            bytes: allocator::used() - before,
        })
    }

    /// Makes a script of it, whose names are the context's from now on.
    pub fn into_script(mut self, path: &Path, context: &mut Context) -> JsResult<Script> {
        let mut renumber = Renumber {
            from: &self.interner,
            to: context.interner_mut(),
            known: vec![None; self.interner.len() + 1],
        };
        let ControlFlow::Continue(()) = self.tree.visit_with_mut(&mut renumber);
        let path = Some(path.to_path_buf());
        Script::from_parsed((self.tree, self.source), path, None, context)
    }
}

/// Gives the names of a tree the numbers of another interner.
struct Renumber<'a> {
    from: &'a Interner,
    to: &'a mut Interner,
    known: Vec<Option<Sym>>,
}

impl<'ast> VisitorMut<'ast> for Renumber<'_> {
    type BreakTy = Infallible;

    fn visit_sym_mut(&mut self, name: &'ast mut Sym) -> ControlFlow<Infallible> {
        let (from, to) = (self.from, &mut *self.to);
        let known = &mut self.known[name.get()];
        *name = *known.get_or_insert_with(|| to.get_or_intern(from.resolve_expect(*name).utf16()));
        ControlFlow::Continue(())
    }
}

/// Where an engine has the text that it checked last.
#[derive(Default)]
pub struct Slot(RefCell<Option<(Vec<u16>, Parsed)>>);

impl Slot {
    /// Keeps a tree for the engine that asks for its text next, on the account of none.
    pub fn keep(self: &Rc<Self>, units: Vec<u16>, parsed: Parsed) {
        if memory::is_own_process() || units.len() > MOST_UNITS {
            return;
        }
        allocator::take_over(-parsed.bytes);
        let before = self.0.replace(Some((units, parsed)));
        if let Some((_, parsed)) = before {
            allocator::take_over(parsed.bytes);
        }
        LAST.set(Rc::downgrade(self));
    }
}

/// The tree of a text, if that was checked last; it is the asking engine's from now on.
pub fn take(units: &[u16]) -> Option<Parsed> {
    let slot = LAST.with_borrow(Weak::upgrade)?;
    let is_it = |(checked, _): &mut (Vec<u16>, Parsed)| checked == units;
    let (_, parsed) = slot.0.borrow_mut().take_if(is_it)?;
    allocator::take_over(parsed.bytes);
    Some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that the grammar has, as far as names and texts stand in it.
    const TEXT: &str = r"
        var a1 = 'text one', { b1, c1: [d1 = 'two', ...e1], ['f' + 1]: f1 = 3n } = globalThis;
        let g1 = `t1 ${a1} t2`, h1 = tag`raw ${g1} \u{61}`; const i1 = /pattern1/giu;
        label1: for (const j1 of [b1, , ...c1]) { if (j1) continue label1; else break label1; }
        for (var k1 in a1) ; for (let l1 = 0; l1 < 1; l1++) { debugger; }
        switch (a1) { case 'case1': function m1(n1, o1 = p1, ...q1) { return new.target; } default: }
        try { throw new Error1('e'); } catch ({ message1 }) { a1?.b1?.['c'](...d1); } finally { ; }
        function* r1() { yield s1; yield* t1; } async function u1() { await v1; for await (w1 of x1); }
        async function* y1() {} const z1 = async (a2, { b2 }) => a2.c2 ??= b2;
        class d2 extends e2 { static #f2 = 1; #g2() {} get h2() { return super.i2; } set h2(j2) {}
          static { this.k2 = #f2 in d2; } static async *['l2']() {} constructor() { super(m2); } 'n2' = 1;
          static #o2; get #p2() { return this.#g2(); } }
        const q2 = { r2, s2: 1, get t2() { return 1; }, set t2(u2) {}, async v2() {}, *w2() {},
          ...x2, [y2]: z2, 'quoted3': 1, 4: 5, __proto__: null, async *a3() {} };
        do { with (b3) c3--; } while (typeof d3 === void e3); delete f3.g3, h3 = (i3, j3) => { k3; };
        import('l3'); m3 = class n3 {}; o3 = function p3() { arguments; }; (q3 ? r3 : s3)(t3 && u3 || v3);
        [w3, ...x3] = [y3]; ({ z3, a4: b4.c4 = 1, ...d4 } = e4); f4 **= -g4; '\ud800'; h4 = async function* i4() {};
    ";

    fn parsed(interner: &mut Interner, text: &str) -> ast::Script {
        let mut parser = Parser::new(Source::from_bytes(text));
        parser.set_identifier(FIRST_IDENTIFIER);
        let (tree, _) = parser.parse_eval(false, interner).expect("it parses");
        tree
    }

    #[test]
    fn a_tree_is_the_same_for_another_interner() {
        let mut from = Interner::default();
        let mut tree = parsed(&mut from, TEXT);
        // Other names come first, so that no number is the same.
        let mut to = Interner::default();
        parsed(&mut to, "zero + one + \"another text\" + { more: /than/v }");
        let mut renumber = Renumber {
            known: vec![None; from.len() + 1],
            from: &from,
            to: &mut to,
        };
        let ControlFlow::Continue(()) = tree.visit_with_mut(&mut renumber);
        let expected = parsed(&mut to, TEXT);
        assert_eq!(format!("{tree:#?}"), format!("{expected:#?}"));
    }
}
