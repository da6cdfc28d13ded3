//! Globals that take long to make, and those that are written in JavaScript longer than a context:
//! they are made when the first text comes that has one of their names. Until then, and for code
//! that makes up the name, accessors stand in their places.

use std::path::Path;

use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::JsObject;
use boa_engine::property::{PropertyDescriptor, PropertyKey};
use boa_engine::{Context, JsArgs, JsResult, JsString, JsValue, Source};
use boa_gc::{Finalize, Trace};

use crate::engine::descriptor;
use crate::engine::functions::nameless;
use crate::engine::guest::{Guest, object_of};
use crate::engine::names::names_any;
use crate::engine::peek::own;
use crate::engine::{intrinsics, mirror};

/// Globals that are made when the first of them is asked for.
#[derive(Clone, Copy)]
pub struct Late {
    pub names: &'static [&'static str],
    /// Whether that takes little: texts that may tell the accessor from the global have them
    /// made then, too, and a live global has them from the start.
    pub quick: bool,
    /// Makes an object that has them all.
    pub make: fn(&mut Context) -> JsResult<JsObject>,
}

/// What tells an accessor from the global.
const TELLING: [&str; 6] = [
    "getOwnPropertyDescriptor",
    "getOwnPropertyDescriptors",
    "__lookupGetter__",
    "__lookupSetter__",
    "freeze",
    "seal",
];

impl Late {
    fn words(&self) -> impl Iterator<Item = &'static [u8]> {
        let telling = TELLING.iter().filter(|_| self.quick);
        self.names.iter().chain(telling).map(|word| word.as_bytes())
    }
}

/// Those of a guest, made or still to be made.
#[derive(Default)]
pub struct Expected(Vec<Standing>);

/// Globals and the getters that stand in their places; an object that has them, once they are made.
struct Standing {
    late: Late,
    getters: Vec<JsObject>,
    made: Option<JsObject>,
}

#[derive(Trace, Finalize, Clone)]
struct Awaited {
    name: JsString,
    #[unsafe_ignore_trace]
    late: Late,
}

type Primordial = fn(&Intrinsics) -> JsObject;

/// What Boa is told to be the path of a text of ours: in a trace, its functions are built-ins
/// (`frames.rs`).
pub const PATH: &str = "\u{1}\u{2}";

/// What a text of ours is given of the language: a sandbox may have put anything in the places of
/// the globals.
const PRIMORDIALS: [(&str, Primordial); 16] = [
    ("Array", |it| it.constructors().array().constructor()),
    ("BigInt", |it| it.constructors().bigint().constructor()),
    ("Date", |it| it.constructors().date().constructor()),
    ("Error", |it| it.constructors().error().constructor()),
    ("JSON", |it| it.objects().json()),
    ("Math", |it| it.objects().math()),
    ("Number", |it| it.constructors().number().constructor()),
    ("Object", |it| it.constructors().object().constructor()),
    ("RangeError", |it| {
        it.constructors().range_error().constructor()
    }),
    ("ReferenceError", |it| {
        it.constructors().reference_error().constructor()
    }),
    ("Reflect", |it| it.objects().reflect()),
    ("String", |it| it.constructors().string().constructor()),
    ("Symbol", |it| it.constructors().symbol().constructor()),
    ("SyntaxError", |it| {
        it.constructors().syntax_error().constructor()
    }),
    ("TypeError", |it| {
        it.constructors().type_error().constructor()
    }),
    ("Uint8Array", |it| {
        it.constructors().typed_uint8_array().constructor()
    }),
];

/// The object that the function returns which a text of ours is, called with the primordials and
/// `arguments`.
pub fn evaluate(
    text: &str,
    guest: &Guest,
    context: &mut Context,
    arguments: &[JsValue],
) -> JsResult<JsObject> {
    let primordials = JsObject::with_null_proto();
    for (name, primordial) in PRIMORDIALS {
        let value = intrinsics::replaced(guest, primordial(context.intrinsics()));
        primordials.insert_property(JsString::from(name), descriptor::plain(value));
    }
    let mut all = vec![primordials.into()];
    all.extend_from_slice(arguments);
    let source = Source::from_bytes(text).with_path(Path::new(PATH));
    let function = object_of(&context.eval(source)?)?;
    object_of(&function.call(&JsValue::undefined(), &all, context)?)
}

/// Puts accessors in the places of globals.
pub fn install(guest: &Guest, context: &Context, late: Late) {
    let install = |name: &&'static str| {
        let name = JsString::from(*name);
        let awaited = Awaited {
            name: name.clone(),
            late,
        };
        let get = NativeFunction::from_copy_closure_with_captures(get, awaited.clone());
        let set = NativeFunction::from_copy_closure_with_captures(set, awaited);
        let get: JsObject = nameless(context, get).into();
        let accessor = descriptor::hidden_accessor(
            Some(get.clone().into()),
            Some(nameless(context, set).into()),
        );
        context.global_object().insert_property(name, accessor);
        get
    };
    let getters = late.names.iter().map(install).collect();
    guest.builtins.late.borrow_mut().0.push(Standing {
        late,
        getters,
        made: None,
    });
}

/// Makes the globals that a text names before it is compiled. The words of the text have been
/// added to those that are `used`.
pub fn expect<U: Copy + Into<u16>>(
    guest: &Guest,
    context: &mut Context,
    text: &[U],
) -> JsResult<()> {
    let named = |late: &Late| {
        let used = guest.used.borrow();
        let may_be = |word| used.as_ref().is_none_or(|used| used.has_word(word));
        late.words().any(may_be) && names_any(text, &late.words().collect::<Vec<_>>())
    };
    make_those(guest, context, named)
}

/// Makes those that are made quickly.
pub fn settle_quick(guest: &Guest, context: &mut Context) -> JsResult<()> {
    make_those(guest, context, |late| late.quick)
}

/// Makes a global that was not made yet, and what is made with it.
pub fn settle(guest: &Guest, context: &mut Context, key: &PropertyKey) -> JsResult<()> {
    let named = |late: &Late| {
        let mut keys = late.names.iter().map(|it| JsString::from(*it).into());
        keys.any(|it: PropertyKey| it == *key)
    };
    make_those(guest, context, named)
}

fn make_those(
    guest: &Guest,
    context: &mut Context,
    wanted: impl Fn(&Late) -> bool,
) -> JsResult<()> {
    let standing = guest.builtins.late.borrow();
    let expected = standing.0.iter().filter(|it| it.made.is_none());
    let expected: Vec<Late> = expected.map(|it| it.late).filter(wanted).collect();
    drop(standing);
    expected
        .into_iter()
        .try_for_each(|late| put_all(guest, context, late).map(|_| ()))
}

/// Makes globals and puts them in the places of their accessors. Returns an object that has them.
fn put_all(guest: &Guest, context: &mut Context, late: Late) -> JsResult<JsObject> {
    let at = |standing: &Expected| standing.0.iter().position(|it| it.late.names == late.names);
    let known = {
        let standing = guest.builtins.late.borrow();
        at(&standing).and_then(|at| standing.0[at].made.clone())
    };
    // The accessor is still there, where the guest made it one that nobody can change.
    if let Some(known) = known {
        return Ok(known);
    }
    let made = (late.make)(context)?;
    let getters = {
        let mut standing = guest.builtins.late.borrow_mut();
        at(&standing).map(|at| {
            standing.0[at].made = Some(made.clone());
            std::mem::take(&mut standing.0[at].getters)
        })
    };
    for (name, getter) in late.names.iter().zip(getters.unwrap_or_default()) {
        let name = JsString::from(*name);
        let value = made.get(name.clone(), context)?;
        put(guest, context, name, value, &getter);
    }
    Ok(made)
}

fn get(_: &JsValue, _: &[JsValue], awaited: &Awaited, context: &mut Context) -> JsResult<JsValue> {
    let guest = Guest::of(context)?;
    put_all(&guest, context, awaited.late)?.get(awaited.name.clone(), context)
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn set(
    _: &JsValue,
    args: &[JsValue],
    awaited: &Awaited,
    context: &mut Context,
) -> JsResult<JsValue> {
    let value = args.get_or_undefined(0).clone();
    context
        .global_object()
        .insert_property(awaited.name.clone(), descriptor::plain(value));
    Ok(JsValue::undefined())
}

/// Puts a class in its accessor's place, if that is still there.
fn put(guest: &Guest, context: &Context, name: JsString, class: JsValue, getter: &JsObject) {
    let key = PropertyKey::from(name);
    let property = descriptor::hidden(class);
    mirror::replace_built_in(guest, context, &key, property.clone());
    let global = context.global_object();
    let there = own(&global, &key);
    let getter = JsValue::from(getter.clone());
    let may_go = |there: PropertyDescriptor| {
        there.get() == Some(&getter) && there.configurable() == Some(true)
    };
    if there.is_some_and(may_go) {
        global.insert_property(key, property);
    }
}
