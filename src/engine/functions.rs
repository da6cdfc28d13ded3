//! What the engine knows of functions: the pristine `Reflect`, taken before any guest code
//! ran, and what kind of function an object is.

use boa_engine::builtins::function::OrdinaryFunction;
use boa_engine::object::{JsObject, PROTOTYPE};
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, JsSymbol, JsValue, js_string};

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
        let reflect = context.intrinsics().objects().reflect();
        let array = context.intrinsics().constructors().array().constructor();
        let object = context.intrinsics().constructors().object().constructor();
        let is_array = super::guest::object_of(&array.get(js_string!("isArray"), context)?)?;
        let keys = super::guest::object_of(&object.get(js_string!("keys"), context)?)?;
        let json = context.intrinsics().objects().json();
        let is_raw_json = json.get(js_string!("isRawJSON"), context)?;
        let is_raw_json = super::guest::object_of(&is_raw_json)?;
        let functions = context.intrinsics().constructors().function().prototype();
        let function_text = functions.get(js_string!("toString"), context)?;
        let function_text = super::guest::object_of(&function_text)?;
        let errors = context.intrinsics().constructors().error().prototype();
        let error_text = errors.get(js_string!("toString"), context)?;
        let error_text = super::guest::object_of(&error_text)?;
        let mut method = |name: JsString| super::guest::object_of(&reflect.get(name, context)?);
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
            function: context.intrinsics().constructors().function().constructor(),
            function_text,
            error_text,
            stack: stack_getter(context),
        })
    }

    /// Calls one of the functions above.
    pub fn call(
        context: &mut Context,
        function: &JsObject,
        arguments: &[JsValue],
    ) -> JsResult<JsValue> {
        function.call(&JsValue::undefined(), arguments, context)
    }
}

fn stack_getter(context: &Context) -> Option<JsObject> {
    let prototype = context.intrinsics().constructors().error().prototype();
    let property = prototype
        .borrow()
        .properties()
        .get(&js_string!("stack").into())?;
    property.get()?.as_object()
}

/// The traits of a callable object.
pub fn shape_of_function(object: &JsObject) -> u32 {
    let mut traits = Traits::CALLABLE;
    if object.is_constructor() {
        traits |= Traits::CONSTRUCTOR;
    }
    let prototype = object
        .borrow()
        .properties()
        .get(&PropertyKey::from(PROTOTYPE));
    if let Some(prototype) = prototype
        && prototype.configurable() == Some(false)
    {
        traits |= Traits::PROTOTYPE;
    }
    let function = object.downcast_ref::<OrdinaryFunction>();
    if function.is_some_and(|function| function.codeblock().is_class_constructor()) {
        traits |= Traits::CLASS;
    }
    traits
}

/// Whether a function is asynchronous or a generator: Boa does not say, but those that guest code
/// writes begin with prototypes of their own.
pub fn kind_of_function(context: &Context, object: &JsObject) -> u32 {
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
