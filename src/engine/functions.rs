//! What the engine knows of functions: the pristine `Reflect`, taken before any guest code
//! ran, what kind of function an object is, and how one of ours is made.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::native_function::{NativeFunction, NativeFunctionObject, NativeFunctionPointer};
use boa_engine::object::builtins::JsFunction;
use boa_engine::object::{FunctionObjectBuilder, JsObject, PROTOTYPE};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsSymbol, js_string};

use super::guest::object_of;
use super::peek::{own, own_getter};
use crate::wire::Traits;

/// The functions of `Reflect` (ECMA-262, 28.1): Boa's internal methods, callable with any
/// receiver and on proxies too.
pub struct Reflection {
    pub get: JsObject,
    pub set: JsObject,
    pub has: JsObject,
    pub delete_property: JsObject,
    pub get_own_property_descriptor: JsObject,
    pub define_property: JsObject,
    pub get_prototype_of: JsObject,
    pub set_prototype_of: JsObject,
    pub is_extensible: JsObject,
    pub prevent_extensions: JsObject,
    /// `Array.isArray` and `Object.keys`, which look through proxies.
    pub is_array: JsObject,
    pub keys: JsObject,
    /// `JSON.isRawJSON`.
    pub is_raw_json: JsObject,
    pub function: JsObject,
    /// `Function.prototype.toString`.
    pub function_text: JsObject,
    /// `Error.prototype.toString`.
    pub error_text: JsObject,
    /// The getter of `Error.prototype.stack`.
    pub stack: Option<JsObject>,
}

impl Reflection {
    pub fn new(context: &mut Context) -> JsResult<Self> {
        let intrinsics = context.intrinsics();
        let (reflect, json) = (intrinsics.objects().reflect(), intrinsics.objects().json());
        let constructors = intrinsics.constructors();
        let (array, object) = (
            constructors.array().constructor(),
            constructors.object().constructor(),
        );
        let (function, functions) = (
            constructors.function().constructor(),
            constructors.function().prototype(),
        );
        let errors = constructors.error().prototype();
        let stack = own_getter(&errors, &js_string!("stack").into());
        let mut of = |owner: &JsObject, name: JsString| object_of(&owner.get(name, context)?);
        let is_array = of(&array, js_string!("isArray"))?;
        let keys = of(&object, js_string!("keys"))?;
        let is_raw_json = of(&json, js_string!("isRawJSON"))?;
        let function_text = of(&functions, js_string!("toString"))?;
        let error_text = of(&errors, js_string!("toString"))?;
        let mut method = |name| of(&reflect, name);
        Ok(Self {
            get: method(js_string!("get"))?,
            set: method(js_string!("set"))?,
            has: method(js_string!("has"))?,
            delete_property: method(js_string!("deleteProperty"))?,
            get_own_property_descriptor: method(js_string!("getOwnPropertyDescriptor"))?,
            define_property: method(js_string!("defineProperty"))?,
            get_prototype_of: method(js_string!("getPrototypeOf"))?,
            set_prototype_of: method(js_string!("setPrototypeOf"))?,
            is_extensible: method(js_string!("isExtensible"))?,
            prevent_extensions: method(js_string!("preventExtensions"))?,
            is_array,
            keys,
            is_raw_json,
            function,
            function_text,
            error_text,
            stack,
        })
    }
}

/// A function of ours without a name.
pub fn nameless(context: &Context, native: NativeFunction) -> JsFunction {
    FunctionObjectBuilder::new(context.realm(), native).build()
}

/// A function of ours as built-ins are.
pub fn named(
    context: &Context,
    name: &str,
    length: usize,
    native: NativeFunctionPointer,
) -> JsFunction {
    FunctionObjectBuilder::new(context.realm(), NativeFunction::from_fn_ptr(native))
        .name(JsString::from(name))
        .length(length)
        .build()
}

/// Whether a function was written as `class`.
pub fn is_class(object: &JsObject) -> bool {
    let function = object.downcast_ref::<OrdinaryFunction>();
    function.is_some_and(|function| function.codeblock().is_class_constructor())
}

/// The traits of a callable object.
pub fn traits_of(context: &Context, object: &JsObject) -> u32 {
    let mut traits = Traits::CALLABLE;
    if object.is_constructor() {
        traits |= Traits::CONSTRUCTOR;
    }
    let prototype = own(object, &PropertyKey::from(PROTOTYPE));
    if prototype.is_some_and(|it| it.configurable() == Some(false)) {
        traits |= Traits::PROTOTYPE;
    }
    if is_class(object) {
        traits |= Traits::CLASS;
    }
    if object.is::<NativeFunctionObject>() {
        traits |= Traits::BUILT_IN;
    }
    traits | kind_of(context, object)
}

/// Whether a function is asynchronous or a generator: Boa does not say, but those that guest code
/// writes begin with prototypes of their own.
fn kind_of(context: &Context, object: &JsObject) -> u32 {
    let Some(prototype) = object
        .prototype()
        .filter(|_| object.is::<OrdinaryFunction>())
    else {
        return 0;
    };
    let kinds = context.intrinsics().constructors();
    if prototype == kinds.async_function().prototype() {
        Traits::ASYNC
    } else if prototype == kinds.generator_function().prototype() {
        Traits::GENERATOR
    } else if prototype == kinds.async_generator_function().prototype() {
        Traits::ASYNC | Traits::GENERATOR
    } else {
        0
    }
}

/// Whether an object is an `arguments` object (ECMA-262, 10.4.4): Boa does not say, but no
/// other exotic object is born with both of these properties.
pub fn is_arguments(object: &JsObject) -> bool {
    if object.is_ordinary() {
        return false;
    }
    let object = object.borrow();
    object
        .properties()
        .contains_key(&js_string!("callee").into())
        && object
            .properties()
            .contains_key(&JsSymbol::iterator().into())
}
