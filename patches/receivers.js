'use strict';

/**
 * The stack of calls, of which traces are made: what a built-in is called on, while it runs, and its class
 * in a trace (`traces.js`).
 */

/** Stands between the class of the receiver and the name. */
const BETWEEN = '\\u{2}';

/** Stands between the name and that of the property by which the receiver has the function. */
const BEFORE_METHOD = '\\u{3}';

/** A trace has no objects: the collector does not look into it, and would keep them for ever. */
const KEPT = `
    /// The entry as a trace keeps it: of what a built-in was called on, the class in its name.
    pub(crate) fn kept(&self) -> Self {
        match self {
            Self::Native {
                function_name,
                source_info,
                this,
            } => Self::Native {
                function_name: function_name.as_ref().map(|name| named(name, this.as_ref())),
                source_info: *source_info,
                this: None,
            },
            entry @ Self::Bytecode { .. } => entry.clone(),
        }
    }
`;

const NAMED = `/// The name of a built-in behind the class of what it was called on.
fn named(name: &JsString, this: Option<&JsValue>) -> JsString {
    let Some(class) = this.filter(|_| !name.is_empty()).and_then(class_of) else {
        return name.clone();
    };
    let named = js_string!(&class, js_str!("${BETWEEN}"), name);
    js_string!(&named, js_str!("${BEFORE_METHOD}"), &bare(name))
}

/// The name of the property that a function is, or is an accessor of.
fn bare(name: &JsString) -> JsString {
    let kinds = [js_str!("get "), js_str!("set ")];
    let is_accessor = kinds.into_iter().any(|kind| name.starts_with(kind));
    let bare = name.get(4..).filter(|_| is_accessor);
    bare.unwrap_or_else(|| name.clone())
}

/// Whether a name that guest code may have made cannot be taken for what else a trace says.
fn is_plain(name: &JsString) -> bool {
    name.iter().all(|unit| unit >= 0x20)
}

fn name_of(value: &JsValue) -> Option<JsString> {
    value.as_string().filter(is_plain)
}

fn class_of(this: &JsValue) -> Option<JsString> {
    let object = match this.variant() {
        JsVariant::Object(object) => object,
        JsVariant::String(_) => return Some(js_string!("String")),
        JsVariant::Boolean(_) => return Some(js_string!("Boolean")),
        JsVariant::Symbol(_) => return Some(js_string!("Symbol")),
        JsVariant::BigInt(_) => return Some(js_string!("BigInt")),
        JsVariant::Float64(_) | JsVariant::Integer32(_) => return Some(js_string!("Number")),
        JsVariant::Undefined | JsVariant::Null => return None,
    };
    // One that a built-in is changing cannot be looked at.
    object.try_borrow().ok()?;
    let text = |value: Option<JsValue>| value.as_ref().and_then(name_of);
    if object.is_callable() {
        // Of a class that guest code wrote V8 says the name, of others it depends on the version.
        let name = text(inherited(&object, &js_string!("name").into())).unwrap_or_default();
        return Some(match object.downcast_ref::<OrdinaryFunction>() {
            Some(function) if function.codeblock().is_class_constructor() => {
                name_in_traces(&object, name)
            }
            Some(_) => js_string!("Function"),
            None => js_string!(js_str!("class "), &name),
        });
    }
    let constructor = inherited(&object, &js_string!("constructor").into());
    let constructor = constructor.and_then(|it| it.as_object());
    let name = constructor.map(|it| {
        let name = text(inherited(&it, &js_string!("name").into()));
        name_in_traces(&it, name.unwrap_or_default())
    });
    match name.filter(|name| *name != "Object" && !name.is_empty()) {
        Some(name) => Some(name),
        None => text(inherited(&object, &JsSymbol::to_string_tag().into()))
            .or_else(|| Some(js_string!("Object"))),
    }
}

impl Backtrace {
    /// Below the frame of the built-in that an error comes from, which was left before the trace was taken.
    pub(crate) fn below(mut self, frame: Option<ShadowEntry>) -> Self {
        self.stack.extend(frame);
        self
    }

    /// With the names of the innermost functions, and the classes of what they were called on.
    pub(crate) fn of(mut self, vm: &Vm) -> Self {
        let mut frames = vm.frames.iter().enumerate().rev();
        for entry in self.stack.iter_mut().rev() {
            if let ShadowEntry::Bytecode {
                source_info, shown, ..
            } = entry
            {
                let Some((index, frame)) = frames.next() else { break };
                *shown = shown_of(source_info, vm.stack_of(index), frame);
            }
            if frames.len() + SHOWN < vm.frames.len() {
                break;
            }
        }
        self
    }
}

/// As many as V8 shows, and some that are not shown.
const SHOWN: usize = 16;

/// The name of a function, or the one inferred if it has none.
fn name_in_traces(function: &JsObject, name: JsString) -> JsString {
    if !name.is_empty() {
        return name;
    }
    let function = function.downcast_ref::<OrdinaryFunction>();
    function.map_or(name, |it| it.codeblock().source_info.name_in_traces().clone())
}

/// What is shown of a function: its name is the property, as a method of a class has it alone.
/// Nothing if it is its name in the text.
fn shown_of(source: &SourceInfo, stack: &Stack, frame: &CallFrame) -> Option<JsString> {
    let function = stack.peek(frame.function_index()).and_then(JsValue::as_object);
    let own = || {
        let borrowed = function.as_ref()?.try_borrow().ok()?;
        let property = borrowed.properties().get(&js_string!("name").into())?;
        property.value().and_then(name_of)
    };
    let own = own().filter(|own| !own.is_empty());
    let name = own.unwrap_or_else(|| {
        let name = Some(source.name_in_traces().clone());
        name.filter(is_plain).unwrap_or_default()
    });
    let Some(class) = class_of_receiver(stack, frame) else {
        return Some(name).filter(|name| name != source.function_name());
    };
    let receiver = stack.peek(frame.this_index()).and_then(JsValue::as_object);
    let method = receiver.zip(function).and_then(|(receiver, function)| {
        method_of(&receiver, &function.into(), source.function_name(), &name)
    });
    let named = js_string!(&class, js_str!("${BETWEEN}"), &name);
    Some(match method {
        Some(method) => js_string!(&named, js_str!("${BEFORE_METHOD}"), &method),
        None => named,
    })
}

/// The property by which a receiver has a function: of its own name, or the last part of an inferred
/// one, or else the only one there is.
fn method_of(
    receiver: &JsObject,
    function: &JsValue,
    in_text: &JsString,
    name: &JsString,
) -> Option<JsString> {
    let holds = |name: &JsString| !name.is_empty() && has(receiver, &name.clone().into(), function);
    let bare = bare(if in_text.is_empty() { name } else { in_text });
    if holds(&bare) {
        return Some(bare);
    }
    let dot = |place: &usize| name.code_unit_at(*place) == Some(u16::from(b'.'));
    let dot = (0..name.len()).rev().find(dot);
    let last = dot.and_then(|dot| name.get(dot + 1..));
    last.filter(holds).or_else(|| only_holder(receiver, function))
}

/// Whether what an object has by a name, or inherits, is a function or has it for an accessor.
fn has(object: &JsObject, key: &PropertyKey, function: &JsValue) -> bool {
    let property = inherited_property(object, key);
    property.is_some_and(|property| {
        let is_it = |value: Option<&JsValue>| value == Some(function);
        is_it(property.value()) || is_it(property.get()) || is_it(property.set())
    })
}

/// As many properties as are looked through for a function, on all that a receiver inherits.
const LOOKED_THROUGH: usize = 1000;

/// The property that is a function, if there is one alone.
fn only_holder(receiver: &JsObject, function: &JsValue) -> Option<JsString> {
    let mut found = None;
    let mut left = LOOKED_THROUGH;
    let mut next = Some(receiver.clone());
    while let Some(object) = next {
        let borrowed = object.try_borrow().ok()?;
        let properties = borrowed.properties();
        left = left.checked_sub(1 + properties.storage.len())?;
        for key in properties.shape.keys() {
            let PropertyKey::String(name) = &key else {
                continue;
            };
            let property = properties.get(&key);
            let is_it = |property: &PropertyDescriptor| {
                property.enumerable() == Some(true) && property.value() == Some(function)
            };
            if !property.as_ref().is_some_and(is_it) {
                continue;
            }
            if found.is_some() {
                return None;
            }
            found = Some(name.clone());
        }
        next = borrowed.prototype();
    }
    found.filter(is_plain)
}

fn class_of_receiver(stack: &Stack, frame: &CallFrame) -> Option<JsString> {
    let this = stack.peek(frame.this_index())?;
    let is_global = || {
        let object = this.as_object();
        object.is_some_and(|it| it == *frame.realm.global_this())
    };
    if frame.construct() || this.is_null_or_undefined() || is_global() {
        return None;
    }
    class_of(this)
}

/// The value of a data property that an object has or inherits; runs no code.
fn inherited(object: &JsObject, key: &PropertyKey) -> Option<JsValue> {
    inherited_property(object, key)?.value().cloned()
}

fn inherited_property(object: &JsObject, key: &PropertyKey) -> Option<PropertyDescriptor> {
    let mut object = object.clone();
    for _ in 0..1000 {
        let borrowed = object.try_borrow().ok()?;
        if let Some(property) = borrowed.properties().get(key) {
            return Some(property);
        }
        let prototype = borrowed.prototype()?;
        drop(borrowed);
        object = prototype;
    }
    None
}

`;

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: `What an arrow function is called on stays with its frame, as in V8; its \`this\` took the place.`,
      file: 'src/vm/opcode/environment/mod.rs',
      find: `            .unwrap_or(context.realm().global_this().clone().into());
        context.vm.frame_mut().flags |= CallFrameFlags::THIS_VALUE_CACHED;
`,
      put: `            .unwrap_or(context.realm().global_this().clone().into());
        if context.vm.frame().code_block.this_mode.is_lexical() {
            context.vm.set_register(dst.into(), this);
            return Ok(());
        }
        context.vm.frame_mut().flags |= CallFrameFlags::THIS_VALUE_CACHED;
`,
    },
    {
      why: 'What a built-in is called on is kept beside its name.',
      file: 'src/vm/shadow_stack.rs',
      find: `        function_name: Option<JsString>,
        source_info: NativeSourceInfo,
    },
    Bytecode {
        pc: u32,
        source_info: SourceInfo,
`,
      put: `        function_name: Option<JsString>,
        source_info: NativeSourceInfo,
        this: Option<JsValue>,
    },
    Bytecode {
        pc: u32,
        source_info: SourceInfo,
        /// What a trace shows of the function, if it is not its name.
        shown: Option<JsString>,
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `impl ShadowEntry {
`,
      before: NAMED,
      after: KEPT,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `                function_name,
                source_info,
            } => {
`,
      put: `                function_name,
                source_info,
                this: _,
            } => {
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `        function_name: JsString,
        native_source_info: NativeSourceInfo,
    ) {
`,
      put: `        function_name: JsString,
        native_source_info: NativeSourceInfo,
        this: Option<JsValue>,
    ) {
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            function_name: Some(function_name),
            source_info: native_source_info,
`,
      after: `            this,
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            .rev()
            .take(n)
            .rev()
            .cloned()
            .collect::<ThinVec<_>>();

        if let Some`,
      put: `            .rev()
            .take(n)
            .rev()
            .map(ShadowEntry::kept)
            .collect::<ThinVec<_>>();

        if let Some`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            .cloned()
            .chain(`,
      put: `            .map(ShadowEntry::kept)
            .chain(`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            .cloned()
            .collect::<ThinVec<_>>();

        Backtrace { stack }
    }

    #[cfg`,
      put: `            .map(ShadowEntry::kept)
            .collect::<ThinVec<_>>();

        Backtrace { stack }
    }

    #[cfg`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `use boa_string::JsString;
`,
      put: `use boa_macros::js_str;
use boa_string::JsString;
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `use super::source_info::{NativeSourceInfo, SourceInfo};
`,
      after: `use super::{CallFrame, Stack, Vm};
use crate::{
    JsObject, JsSymbol, JsValue, builtins::function::OrdinaryFunction, js_string,
    property::{PropertyDescriptor, PropertyKey}, value::JsVariant,
};
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            ShadowEntry::Bytecode { pc, source_info } => {
                if self.show_function_name {
`,
      put: `            ShadowEntry::Bytecode {
                pc,
                source_info,
                shown,
            } => {
                if let Some(shown) = shown.as_ref().filter(|_| self.show_function_name) {
                    write!(f, "{}", shown.to_std_string_escaped())?;
                } else if self.show_function_name {
`,
    },
    {
      file: 'src/vm/shadow_stack.rs',
      find: `            .push(ShadowEntry::Bytecode { pc: 0, source_info });
`,
      put: `            .push(ShadowEntry::Bytecode {
                pc: 0,
                source_info,
                shown: None,
            });
`,
    },
  ],
};
