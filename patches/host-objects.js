'use strict';

/**
 * Objects of another system. What an exotic object does is closed to whoever embeds Boa, so a stand-in
 * for an object of the host's had to be a `Proxy`: each operation looked for its trap by name, called it
 * as a function, and compared what it answered with a target that had to agree. Now an embedder may say
 * what the internal methods of its own kinds of data are; `src/engine/membrane/` is who does.
 */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'What such an object does, and how Boa calls it.',
      file: 'src/object/internal_methods/mod.rs',
      find: `/// Definitions of the internal object methods for ordinary objects.
`,
      before: `/// What an object does that the host has (ECMA-262, 6.1.7.2).
#[derive(Debug, Clone, Copy)]
#[allow(clippy::type_complexity, missing_docs)]
pub struct HostMethods {
    pub get_prototype_of: fn(&JsObject, &mut Context) -> JsResult<JsPrototype>,
    pub set_prototype_of: fn(&JsObject, JsPrototype, &mut Context) -> JsResult<bool>,
    pub is_extensible: fn(&JsObject, &mut Context) -> JsResult<bool>,
    pub prevent_extensions: fn(&JsObject, &mut Context) -> JsResult<bool>,
    pub get_own_property:
        fn(&JsObject, &PropertyKey, &mut Context) -> JsResult<Option<PropertyDescriptor>>,
    pub define_own_property:
        fn(&JsObject, &PropertyKey, &PropertyDescriptor, &mut Context) -> JsResult<bool>,
    pub has_property: fn(&JsObject, &PropertyKey, &mut Context) -> JsResult<bool>,
    /// The last value is the receiver.
    pub get: fn(&JsObject, &PropertyKey, &JsValue, &mut Context) -> JsResult<JsValue>,
    /// The same of a variable; nothing if there is no such property.
    pub try_get: fn(&JsObject, &PropertyKey, &JsValue, &mut Context) -> JsResult<Option<JsValue>>,
    /// The last value is the receiver.
    pub set: fn(&JsObject, &PropertyKey, &JsValue, &JsValue, &mut Context) -> JsResult<bool>,
    pub delete: fn(&JsObject, &PropertyKey, &mut Context) -> JsResult<bool>,
    pub own_property_keys: fn(&JsObject, &mut Context) -> JsResult<Vec<PropertyKey>>,
    /// With \`this\` and the arguments.
    pub call: fn(&JsObject, &JsValue, &[JsValue], &mut Context) -> JsResult<JsValue>,
    /// What a method of arrays does to an array of the host's, if the host does it: with its name and
    /// the arguments.
    pub array_method:
        fn(&JsObject, JsString, &[JsValue], &mut Context) -> JsResult<Option<JsValue>>,
    /// With the arguments and \`new.target\`.
    pub construct: fn(&JsObject, &[JsValue], &JsValue, &mut Context) -> JsResult<JsObject>,
}

/// What the host's object is for the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum HostKind {
    Object,
    Array,
    Function,
    Constructor,
    /// What is behind the global object, and has what that has not.
    Global,
}

impl InternalObjectMethods {
    /// Those of an object that the host has; what [\`JsData::internal_methods\`] of its data answers.
    ///
    /// [\`JsData::internal_methods\`]: crate::JsData::internal_methods
    #[must_use]
    pub const fn of_host(methods: &'static HostMethods, kind: HostKind) -> Self {
        let mut all = Self {
            __get_prototype_of__: |object, context| {
                (host_methods(object).get_prototype_of)(object, context)
            },
            __set_prototype_of__: |object, prototype, context| {
                (host_methods(object).set_prototype_of)(object, prototype, context)
            },
            __is_extensible__: |object, context| {
                (host_methods(object).is_extensible)(object, context)
            },
            __prevent_extensions__: |object, context| {
                (host_methods(object).prevent_extensions)(object, context)
            },
            __get_own_property__: |object, key, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).get_own_property)(object, key, context)
            },
            __define_own_property__: |object, key, property, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).define_own_property)(object, key, &property, context)
            },
            __has_property__: |object, key, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).has_property)(object, key, context)
            },
            __try_get__: |object, key, receiver, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).try_get)(object, key, &receiver, context)
            },
            __get__: |object, key, receiver, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).get)(object, key, &receiver, context)
            },
            __set__: |object, key, value, receiver, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).set)(object, &key, &value, &receiver, context)
            },
            __delete__: |object, key, context| {
                context.slot().attributes |= SlotAttributes::NOT_CACHEABLE;
                (host_methods(object).delete)(object, key, context)
            },
            __own_property_keys__: |object, context| {
                (host_methods(object).own_property_keys)(object, context)
            },
            host: Some((methods, kind)),
            ..ORDINARY_INTERNAL_METHODS
        };
        if matches!(kind, HostKind::Function | HostKind::Constructor) {
            all.__call__ = host_call;
        }
        if matches!(kind, HostKind::Constructor) {
            all.__construct__ = host_construct;
        }
        all
    }

    /// Those of a global object: what the host has behind it are properties of its own, but for who gets or
    /// sets one, and goes there anyway.
    #[must_use]
    pub const fn of_global() -> Self {
        Self {
            __get_own_property__: global_get_own_property,
            __own_property_keys__: global_own_property_keys,
            __delete__: global_delete,
            global: true,
            ..ORDINARY_INTERNAL_METHODS
        }
    }

    /// Whether it is an object of the host's.
    pub(crate) const fn is_host(&self) -> bool {
        self.host.is_some()
    }

    /// Whether it is what the host has behind the global object.
    pub(crate) const fn is_host_global(&self) -> bool {
        matches!(self.host, Some((_, HostKind::Global)))
    }

    /// Whether it is an array of the host's.
    pub(crate) const fn is_host_array(&self) -> bool {
        matches!(self.host, Some((_, HostKind::Array)))
    }

    /// Whether it is a function of the host's.
    pub(crate) const fn is_host_function(&self) -> bool {
        matches!(
            self.host,
            Some((_, HostKind::Function | HostKind::Constructor))
        )
    }
}

/// What the host has behind a global object.
fn behind(global: &JsObject) -> Option<JsObject> {
    let behind = global.prototype();
    behind.filter(|behind| behind.vtable().is_host_global())
}

fn global_get_own_property(
    global: &JsObject,
    key: &PropertyKey,
    context: &mut InternalMethodPropertyContext<'_>,
) -> JsResult<Option<PropertyDescriptor>> {
    match (ordinary_get_own_property(global, key, context)?, behind(global)) {
        (None, Some(behind)) => behind.__get_own_property__(key, context),
        (own, _) => Ok(own),
    }
}

fn global_own_property_keys(
    global: &JsObject,
    context: &mut Context,
) -> JsResult<Vec<PropertyKey>> {
    let mut keys = ordinary_own_property_keys(global, context)?;
    if let Some(behind) = behind(global) {
        let own = keys.clone();
        let others = behind.__own_property_keys__(context)?;
        keys.extend(others.into_iter().filter(|key| !own.contains(key)));
    }
    Ok(keys)
}

fn global_delete(
    global: &JsObject,
    key: &PropertyKey,
    context: &mut InternalMethodPropertyContext<'_>,
) -> JsResult<bool> {
    match (ordinary_get_own_property(global, key, context)?, behind(global)) {
        (None, Some(behind)) => behind.__delete__(key, context),
        _ => ordinary_delete(global, key, context),
    }
}

/// The property that an object is accessed by.
fn accessed_property(
    object: &JsObject,
    key: &PropertyKey,
    context: &mut InternalMethodPropertyContext<'_>,
) -> JsResult<Option<PropertyDescriptor>> {
    if object.vtable().global {
        ordinary_get_own_property(object, key, context)
    } else {
        object.__get_own_property__(key, context)
    }
}

fn host_methods(object: &JsObject) -> &'static HostMethods {
    object
        .vtable()
        .host
        .expect("these are the methods of an object of the host's")
        .0
}

/// What a method of arrays does to its receiver, if that is an array of the host's.
pub(crate) fn host_array_method(
    this: &JsValue,
    name: JsString,
    arguments: &[JsValue],
    context: &mut Context,
) -> JsResult<Option<JsValue>> {
    match this.as_object() {
        Some(object) if object.vtable().is_host_array() => {
            (host_methods(&object).array_method)(&object, name, arguments, context)
        }
        _ => Ok(None),
    }
}

/// Takes the arguments of a call from the stack, and enters it in the trace.
fn begin_host_call(
    argument_count: usize,
    context: &mut InternalMethodCallContext<'_>,
) -> Vec<JsValue> {
    let arguments = context
        .vm
        .stack
        .calling_convention_pop_arguments(argument_count);
    let pc = context.vm.frame().pc;
    let native_source_info = context.native_source_info();
    context
        .vm
        .shadow_stack
        .push_native(pc, JsString::default(), native_source_info, None);
    arguments
}

/// Ends it with its result.
fn end_host_call(
    result: JsResult<JsValue>,
    context: &mut InternalMethodCallContext<'_>,
) -> JsResult<CallValue> {
    context.vm.shadow_stack.pop();
    context.vm.stack.push(result?);
    Ok(CallValue::Complete)
}

fn host_call(
    object: &JsObject,
    argument_count: usize,
    context: &mut InternalMethodCallContext<'_>,
) -> JsResult<CallValue> {
    let arguments = begin_host_call(argument_count, context);
    let _function = context.vm.stack.pop();
    let this = context.vm.stack.pop();
    let result = context
        .check_runtime_limits()
        .and_then(|()| (host_methods(object).call)(object, &this, &arguments, context));
    end_host_call(result, context)
}

fn host_construct(
    object: &JsObject,
    argument_count: usize,
    context: &mut InternalMethodCallContext<'_>,
) -> JsResult<CallValue> {
    let new_target = context.vm.stack.pop();
    let arguments = begin_host_call(argument_count, context);
    let _function = context.vm.stack.pop();
    let _this = context.vm.stack.pop();
    let result = context
        .check_runtime_limits()
        .and_then(|()| (host_methods(object).construct)(object, &arguments, &new_target, context));
    end_host_call(result.map(JsValue::from), context)
}

`,
    },
    {
      file: 'src/object/internal_methods/mod.rs',
      find: `    __construct__: non_existent_construct,
};
`,
      put: `    __construct__: non_existent_construct,
    host: None,
    global: false,
};
`,
    },
    {
      file: 'src/object/internal_methods/mod.rs',
      find: `    pub(crate) __construct__: fn(
        &JsObject,
        argument_count: usize,
        context: &mut InternalMethodCallContext<'_>,
    ) -> JsResult<CallValue>,
`,
      after: `    /// Of an object that the host has, what it does.
    pub(crate) host: Option<(&'static HostMethods, HostKind)>,
    /// Whether it is a global object ([\`InternalObjectMethods::of_global\`]).
    pub(crate) global: bool,
`,
    },
    ...[
      [
        '    let current = obj.__get_own_property__(key, context)?;\n',
        '\n    // 2. Let extensible be',
      ],
      ['    if obj.__get_own_property__(key, context)?.is_some() {\n', '        Ok(true)\n'],
      ...['__get__', '__try_get__'].map((method) => [
        '    match obj.__get_own_property__(key, context)? {\n',
        `        // If desc is undefined, then
        None => {
            // a. Let parent be ? O.[[GetPrototypeOf]]().
            if let Some(parent) = obj.__get_prototype_of__(context)? {
                context.slot().set_not_cacheable_if_already_prototype();
                context.slot().attributes |= SlotAttributes::PROTOTYPE;

                // c. Return ? parent.[[Get]](P, Receiver).
                parent.${method}(`,
      ]),
      [
        '    let own_desc = if let Some(desc) = obj.__get_own_property__(&key, context)? {\n',
        '        has_own_desc = true;\n',
      ],
    ].map(([asked, behind]) => ({
      why: 'What a global object is accessed by is on itself, or found behind it.',
      file: 'src/object/internal_methods/mod.rs',
      find: `${asked}${behind}`,
      put: `${asked.replace('obj.__get_own_property__(', 'accessed_property(obj, ')}${behind}`,
    })),
    {
      file: 'src/object/internal_methods/mod.rs',
      find: '    Context, JsNativeError, JsResult,\n',
      put: '    Context, JsNativeError, JsResult, JsString,\n',
    },
    {
      file: 'src/object/mod.rs',
      find: 'pub(crate) mod internal_methods;\n',
      after: 'pub use internal_methods::{HostKind, HostMethods, InternalObjectMethods};\n',
    },
    {
      file: 'src/builtins/array/mod.rs',
      find: `use super::{BuiltInBuilder, BuiltInConstructor, IntrinsicObject};
`,
      after: `use crate::object::internal_methods;
`,
    },
    ...['push', 'pop', 'shift', 'unshift', 'splice', 'reverse', 'fill', 'copyWithin'].map(
      arrayMethod,
    ),
    {
      why: `A global that inherits from such an object takes every name, as that of a Proxy with node:vm: in
        strict code, too, what is assigned to one that nobody has declared is its to say.`,
      file: 'src/vm/opcode/set/name.rs',
      find: `            BindingLocatorScope::GlobalObject if strict => Some(format!(
`,
      put: `            BindingLocatorScope::GlobalObject if strict && !asks_host(context) => Some(format!(
`,
    },
    {
      file: 'src/vm/opcode/set/name.rs',
      find: `/// Checks that the binding pointed by \`locator\` exists and is initialized.
`,
      before: `/// Whether the global inherits from an object of the host's.
fn asks_host(context: &Context) -> bool {
    let prototype = context.global_object().prototype();
    prototype.is_some_and(|prototype| prototype.vtable().is_host())
}

`,
    },
    {
      why: 'What they are for the language: arrays (ECMA-262, 7.2.2), functions without a text (20.2.3.5).',
      file: 'src/object/operations.rs',
      find: `        // 2. If argument is an Array exotic object, return true.
        if self.is_array() {`,
      put: `        // 2. If argument is an Array exotic object, return true.
        if self.is_array() || self.vtable().is_host_array() {`,
    },
    {
      file: 'src/builtins/function/mod.rs',
      find: '        } else if object.is::<Proxy>() || object.is::<BoundFunction>() {\n',
      put: `        } else if object.is::<Proxy>()
            || object.is::<BoundFunction>()
            || object.vtable().is_host_function()
        {
`,
    },
  ],
};

/**
 * A method that changes an array asks for each element and sets it: of an array of the host's, each is a
 * crossing, and to take the first of 4,000 took 7 ms. The host does it at once.
 * @param {string} name
 */
function arrayMethod(name) {
  const rust = name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`);
  const takes = !['pop', 'shift', 'reverse'].includes(name);
  const oneLine = ['pop', 'shift'].includes(name);
  const parameters = [
    'this: &JsValue',
    `${takes ? 'args' : '_'}: &[JsValue]`,
    'context: &mut Context',
  ];
  const list = oneLine
    ? parameters.join(', ')
    : `\n${parameters.map((parameter) => `        ${parameter},\n`).join('')}    `;
  return {
    why: `The host does \`${name}\` to an array of its own.`,
    file: 'src/builtins/array/mod.rs',
    find: `    pub(crate) fn ${rust}(${list}) -> JsResult<JsValue> {\n`,
    after: `        let name = js_string!("${name}");
        let done = internal_methods::host_array_method(this, name, ${takes ? 'args' : '&[]'}, context)?;
        if let Some(done) = done {
            return Ok(done);
        }
`,
  };
}
