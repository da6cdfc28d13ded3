//! What nests deep is refused, in every form of the grammar's that nests; what is long, or only
//! looks deep, is not.

use super::fits;

const STACK: usize = 240 << 20;

fn ok(text: &str) -> bool {
    fits(text.as_bytes(), STACK)
}

#[test]
fn nested_forms_are_refused_however_they_nest() {
    let deep = 100_000;
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("[", "", "]"),
        ("x={a:", "1", "}"),
        ("!", "1", ""),
        ("- ", "1", ""),
        ("void ", "1", ""),
        ("`${", "1", "}`"),
        ("(a=", "1", ")=>1"),
        ("class A{m(){", "", "}}"),
        ("class A{static{", "", "}}"),
        ("class{a=", "1", "}"),
        ("class extends ", "Object", "{}"),
        ("f(", "", ")"),
        ("a=", "1", ""),
        ("a+=", "1", ""),
        ("a&&=", "1", ""),
        ("a=>", "1", ""),
        ("{", "", "}"),
        ("for(var a of [])", ";", ""),
        ("if(a);else ", ";", ""),
        ("try{", "", "}catch(e){}"),
        ("try{}catch(e){", "", "}"),
        ("L:", ";", ""),
        ("a?", "1", ":1"),
        ("import(", "1", ")"),
    ] {
        let text = format!("{}{middle}{}", open.repeat(deep), close.repeat(deep));
        assert!(!ok(&text), "{open}");
    }
}

#[test]
fn long_texts_are_not_deep_texts() {
    for statement in [
        "a = 1\n",
        "a = b = c;",
        "if (a) { b() } else { c() }\n",
        "if (a) b(); else if (c) d(); else e()\n",
        "x = a ? b : c ? d : e;",
        "function f(a = {}) { return a / 2 /* { */ }\n",
        "const f = async (a) => { await a(`x${a}y${`${a}`}`) }\n",
        "class A extends B { static { } get a() { return /[/{(]/g.test('}') } }\n",
        "switch (a) { case 1: b; default: c }\n",
        "x = { a: 1, b() { return { c } }, if: 2 }\n",
        "for (let i = 0; i < 1; i++) { i / 2; a++; /x{/.test(a) }\n",
        "a?.b?.[c]?.(d) ?? e;",
        "L: for (;;) break L;",
        "do { x() } while (a)\n",
        "var a = function () {}, b = () => ({}), c = class {};",
    ] {
        assert!(ok(&statement.repeat(20_000)), "{statement}");
    }
}

#[test]
fn brackets_in_strings_comments_and_patterns_do_not_count() {
    let brackets = "(".repeat(100_000);
    assert!(ok(&format!("'{brackets}'")));
    assert!(ok(&format!("`{brackets}`")));
    assert!(ok(&format!("/*{brackets}*/")));
    assert!(ok(&format!("//{brackets}\n1")));
    assert!(ok(&format!("/[{brackets}]/")) || brackets.len() > super::REGEX_DEPTH);
}
