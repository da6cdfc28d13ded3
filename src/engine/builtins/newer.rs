//! Methods that newer versions of the language have and Boa does not, for guests of hosts that
//! have them. To make some twenty functions takes a tenth of what a context does, so they are
//! made when a text names one of them. What is easier said in the language is in newer.js.

use boa_engine::builtins::error::Error;
use boa_engine::context::intrinsics::Intrinsics;
use boa_engine::native_function::NativeFunctionPointer;
use boa_engine::object::builtins::JsArrayBuffer;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::property::PropertyKey;
use boa_engine::{
    Context, JsArgs, JsResult, JsString, JsSymbol, JsValue, NativeFunction, js_string,
};
use boa_gc::{Finalize, Trace};

use super::{late, type_error};
use crate::engine::descriptor;
use crate::engine::functions::named;
use crate::engine::guest::{Guest, object_of};
use crate::engine::names::names_any;

/// What versions of V8 brought together; the bits are those of `lib/setup.js`.
#[derive(Clone, Copy)]
#[repr(u32)]
enum Since {
    /// Node 22.
    FromAsync = 1,
    /// Node 24.
    IsError = 1 << 1,
    /// Node 26.
    Base64 = 1 << 2,
}

/// What a function does.
#[derive(Clone, Copy)]
enum Body {
    Native(NativeFunctionPointer),
    /// A function of newer.js, which is given the receiver first.
    Script(&'static str),
}

/// A method: since when, of what, its name (or that of a well-known symbol) and length.
struct Method {
    since: Since,
    owner: fn(&Intrinsics) -> JsObject,
    key: Key,
    length: usize,
    body: Body,
}

#[derive(Clone, Copy)]
enum Key {
    Name(&'static str),
    Symbol(fn() -> JsSymbol, &'static str),
}

fn bytes(intrinsics: &Intrinsics) -> JsObject {
    intrinsics.constructors().typed_uint8_array().constructor()
}

fn bytes_prototype(intrinsics: &Intrinsics) -> JsObject {
    intrinsics.constructors().typed_uint8_array().prototype()
}

fn buffer_prototype(intrinsics: &Intrinsics) -> JsObject {
    intrinsics.constructors().array_buffer().prototype()
}

const fn script(
    since: Since,
    owner: fn(&Intrinsics) -> JsObject,
    name: &'static str,
    length: usize,
) -> Method {
    Method {
        since,
        owner,
        key: Key::Name(name),
        length,
        body: Body::Script(name),
    }
}

const METHODS: &[Method] = &[
    script(
        Since::FromAsync,
        |of| of.constructors().array().constructor(),
        "fromAsync",
        1,
    ),
    Method {
        since: Since::FromAsync,
        owner: buffer_prototype,
        key: Key::Name("transfer"),
        length: 0,
        body: Body::Native(|this, args, context| transfer(this, args, true, context)),
    },
    Method {
        since: Since::FromAsync,
        owner: buffer_prototype,
        key: Key::Name("transferToFixedLength"),
        length: 0,
        body: Body::Native(|this, args, context| transfer(this, args, false, context)),
    },
    Method {
        since: Since::IsError,
        owner: |of| of.constructors().error().constructor(),
        key: Key::Name("isError"),
        length: 1,
        body: Body::Native(is_error),
    },
    script(Since::IsError, |of| of.objects().atomics(), "pause", 0),
    Method {
        since: Since::IsError,
        owner: |of| of.constructors().iterator().prototype(),
        key: Key::Symbol(JsSymbol::dispose, "[Symbol.dispose]"),
        length: 0,
        body: Body::Script("dispose"),
    },
    Method {
        since: Since::IsError,
        owner: |of| of.objects().iterator_prototypes().async_iterator(),
        key: Key::Symbol(JsSymbol::async_dispose, "[Symbol.asyncDispose]"),
        length: 0,
        body: Body::Script("asyncDispose"),
    },
    script(Since::Base64, bytes, "fromBase64", 1),
    script(Since::Base64, bytes, "fromHex", 1),
    script(Since::Base64, bytes_prototype, "toBase64", 0),
    script(Since::Base64, bytes_prototype, "toHex", 0),
    script(Since::Base64, bytes_prototype, "setFromBase64", 1),
    script(Since::Base64, bytes_prototype, "setFromHex", 1),
];

/// What a text has that names one of them, or asks for all names.
const NAMES: [&[u8]; 9] = [
    b"fromAsync",
    b"transfer",
    b"detached",
    b"isError",
    b"pause",
    b"ispose",
    b"Base64",
    b"Hex",
    b"wnPropert",
];

/// A text is about to be compiled.
pub fn expect<U: Copy + Into<u16>>(
    guest: &Guest,
    context: &mut Context,
    text: &[U],
) -> JsResult<()> {
    let awaited = guest.builtins.newer.get();
    if awaited == 0 || !names_any(text, &NAMES) {
        return Ok(());
    }
    guest.builtins.newer.set(0);
    install(guest, context, awaited)
}

fn install(guest: &Guest, context: &mut Context, present: u32) -> JsResult<()> {
    let scripts = late::evaluate(include_str!("newer.js"), guest, context, &[])?;
    for method in METHODS {
        if present & method.since as u32 == 0 {
            continue;
        }
        let native = match method.body {
            Body::Native(function) => NativeFunction::from_fn_ptr(function),
            Body::Script(name) => {
                let script = Script(object_of(&scripts.get(JsString::from(name), context)?)?);
                NativeFunction::from_copy_closure_with_captures(call, script)
            }
        };
        let (key, name): (PropertyKey, _) = match method.key {
            Key::Name(name) => (JsString::from(name).into(), name),
            Key::Symbol(symbol, name) => (symbol().into(), name),
        };
        let function = FunctionObjectBuilder::new(context.realm(), native)
            .name(JsString::from(name))
            .length(method.length)
            .build();
        let owner = (method.owner)(context.intrinsics());
        owner.insert_property(key, descriptor::hidden(function));
    }
    if present & Since::FromAsync as u32 != 0 {
        install_detached(context);
    }
    Ok(())
}

/// A function of newer.js.
#[derive(Trace, Finalize, Clone)]
struct Script(JsObject);

fn call(
    this: &JsValue,
    args: &[JsValue],
    script: &Script,
    context: &mut Context,
) -> JsResult<JsValue> {
    let with_receiver: Vec<JsValue> = std::iter::once(this).chain(args).cloned().collect();
    script
        .0
        .call(&JsValue::undefined(), &with_receiver, context)
}

/// `Error.isError` (ECMA-262, 20.5.2.1).
#[allow(
    clippy::unnecessary_wraps,
    reason = "what a native function of the engine's returns"
)]
fn is_error(_: &JsValue, args: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    let object = args.get_or_undefined(0).as_object();
    Ok(object.is_some_and(|object| object.is::<Error>()).into())
}

fn install_detached(context: &Context) {
    let get = named(context, "get detached", 0, |this, _, _| {
        let buffer = buffer_of(this, "get ArrayBuffer.prototype.detached")?;
        Ok(buffer.data().is_none().into())
    });
    let accessor = descriptor::hidden_accessor(Some(get.into()), None);
    buffer_prototype(context.intrinsics()).insert_property(js_string!("detached"), accessor);
}

fn buffer_of(this: &JsValue, method: &str) -> JsResult<JsArrayBuffer> {
    let buffer = this
        .as_object()
        .and_then(|object| JsArrayBuffer::from_object(object).ok());
    buffer.ok_or_else(|| {
        type_error(format!(
            "Method {method} called on incompatible receiver {}",
            if this.is_object() {
                "#<Object>".to_owned()
            } else {
                this.display().to_string()
            }
        ))
    })
}

/// `ArrayBuffer.prototype.transfer` and `transferToFixedLength` (ECMA-262, 25.1.3.5).
fn transfer(
    this: &JsValue,
    args: &[JsValue],
    keeps: bool,
    context: &mut Context,
) -> JsResult<JsValue> {
    let name = if keeps {
        "ArrayBuffer.prototype.transfer"
    } else {
        "ArrayBuffer.prototype.transferToFixedLength"
    };
    let buffer = buffer_of(this, name)?;
    let length = match args.get_or_undefined(0) {
        length if length.is_undefined() => buffer.byte_length() as u64,
        length => length.to_index(context)?,
    };
    if buffer.data().is_none() {
        let words = format!("Cannot perform {name} on a detached ArrayBuffer");
        return Err(type_error(words));
    }
    let object: JsObject = buffer.clone().into();
    let resizable = keeps && object.get(js_string!("resizable"), context)?.to_boolean();
    let mut arguments = vec![JsValue::from(length)];
    if resizable {
        let most = object.get(js_string!("maxByteLength"), context)?;
        let options = JsObject::with_null_proto();
        options.insert_property(js_string!("maxByteLength"), descriptor::plain(most));
        arguments.push(options.into());
    }
    let class = context
        .intrinsics()
        .constructors()
        .array_buffer()
        .constructor();
    let made = class.construct(&arguments, None, context)?;
    let target = JsArrayBuffer::from_object(made.clone())?;
    let bytes = buffer.detach(&JsValue::undefined())?;
    if let Some(mut data) = target.data_mut() {
        let count = data.len().min(bytes.len());
        data[..count].copy_from_slice(&bytes[..count]);
    }
    Ok(made.into())
}

/// Notes which of them the host has (bits as above), for when a text names one.
pub fn await_newer(guest: &Guest, present: u32) {
    guest.builtins.newer.set(present & 0b111);
}
