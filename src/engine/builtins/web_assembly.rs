//! `WebAssembly` as a V8 has it that may not compile any: the engine runs none. Programs that
//! only name it (a window has it among its globals) find it, and those that use it are refused
//! in the words that they know from `codeGeneration: { wasm: false }`. It is made when a text names
//! it (`late.rs`).

use boa_engine::builtins::object::OrdinaryObject;
use boa_engine::native_function::NativeFunction;
use boa_engine::object::builtins::JsPromise;
use boa_engine::object::{FunctionObjectBuilder, JsObject};
use boa_engine::{
    Context, JsError, JsNativeError, JsResult, JsString, JsSymbol, JsValue, js_string,
};
use boa_gc::{Finalize, Trace};

use super::hidden;
use super::late::{self, Late};
use crate::engine::descriptor;
use crate::engine::guest::Guest;

const NAMESPACE: Late = Late {
    names: &["WebAssembly"],
    quick: true,
    make,
};

const ERRORS: [&str; 3] = ["CompileError", "LinkError", "RuntimeError"];

/// What the refusing functions throw.
#[derive(Trace, Finalize, Clone)]
struct Refusal {
    compile_error: JsObject,
    name: &'static str,
}

type Refusing = fn(&JsValue, &[JsValue], &Refusal, &mut Context) -> JsResult<JsValue>;

/// Those with a capital are classes.
const FUNCTIONS: [(&str, Refusing); 5] = [
    ("compile", reject),
    ("validate", |_, _, _, _| Ok(false.into())),
    ("instantiate", reject),
    ("Module", refuse_module),
    ("Instance", refuse_instance),
];

/// Puts an accessor in its place.
pub fn install(guest: &Guest, context: &Context) {
    late::install(guest, context, NAMESPACE);
}

#[allow(
    clippy::unnecessary_wraps,
    reason = "what makes others of its kind may fail"
)]
fn make(context: &mut Context) -> JsResult<JsObject> {
    let prototype = context.intrinsics().constructors().object().prototype();
    let namespace = JsObject::from_proto_and_data(prototype, OrdinaryObject);
    let errors = ERRORS.map(|name| (name, error_class(context, name)));
    let (_, compile_error) = &errors[0];
    for (name, refuse) in FUNCTIONS {
        let refusal = Refusal {
            compile_error: compile_error.clone(),
            name,
        };
        let is_class = name.starts_with(|first: char| first.is_uppercase());
        let native = NativeFunction::from_copy_closure_with_captures(refuse, refusal);
        let function = FunctionObjectBuilder::new(context.realm(), native)
            .name(JsString::from(name))
            .length(1)
            .constructor(is_class)
            .build();
        let property = if is_class {
            descriptor::hidden(function)
        } else {
            descriptor::plain(function)
        };
        namespace.insert_property(JsString::from(name), property);
    }
    for (name, class) in errors {
        hidden(&namespace, JsString::from(name), class.into());
    }
    namespace.insert_property(
        JsSymbol::to_string_tag(),
        descriptor::fixed(js_string!("WebAssembly")),
    );
    let global = JsObject::with_null_proto();
    hidden(&global, js_string!("WebAssembly"), namespace.into());
    Ok(global)
}

/// A class of errors like those of the language (ECMA-262, 20.5.6).
fn error_class(context: &mut Context, name: &str) -> JsObject {
    let errors = context.intrinsics().constructors().error();
    let (parent, parent_prototype) = (errors.constructor(), errors.prototype());
    let native = NativeFunction::from_copy_closure_with_captures(
        |this, args, parent: &JsObject, context| {
            let class = this.as_object();
            let made = parent.construct(args, class.as_ref(), context)?;
            Ok(made.into())
        },
        parent.clone(),
    );
    let class: JsObject = FunctionObjectBuilder::new(context.realm(), native)
        .name(JsString::from(name))
        .length(1)
        .constructor(true)
        .build()
        .into();
    class.set_prototype(Some(parent));
    let prototype = JsObject::from_proto_and_data(parent_prototype, OrdinaryObject);
    hidden(&prototype, js_string!("constructor"), class.clone().into());
    hidden(&prototype, js_string!("name"), JsString::from(name).into());
    hidden(&prototype, js_string!("message"), js_string!().into());
    class.insert_property(js_string!("prototype"), descriptor::fixed(prototype));
    class
}

fn refusal(refusal: &Refusal, context: &mut Context) -> JsResult<JsError> {
    let words = format!(
        "WebAssembly.{}(): Wasm code generation disallowed by embedder",
        refusal.name
    );
    let class = &refusal.compile_error;
    let error = class.construct(&[JsString::from(words).into()], Some(class), context)?;
    Ok(JsError::from_opaque(error.into()))
}

fn reject(
    _: &JsValue,
    _: &[JsValue],
    refused: &Refusal,
    context: &mut Context,
) -> JsResult<JsValue> {
    let error = refusal(refused, context)?;
    Ok(JsPromise::reject(error, context)?.into())
}

fn refuse_module(
    this: &JsValue,
    _: &[JsValue],
    refused: &Refusal,
    context: &mut Context,
) -> JsResult<JsValue> {
    // What a native constructor gets for `this` is the new target.
    if !this
        .as_object()
        .is_some_and(|target| target.is_constructor())
    {
        let words = "WebAssembly.Module(): WebAssembly.Module must be invoked with 'new'";
        return Err(JsNativeError::typ().with_message(words).into());
    }
    Err(refusal(refused, context)?)
}

fn refuse_instance(_: &JsValue, _: &[JsValue], _: &Refusal, _: &mut Context) -> JsResult<JsValue> {
    let words = "WebAssembly.Instance(): Argument 0 must be a WebAssembly.Module";
    Err(JsNativeError::typ().with_message(words).into())
}
