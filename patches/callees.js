'use strict';

/** What is called, extended or asked for its prototype and is nothing of that kind: the host is asked what the error says (`misuses.js`). */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'A method that is none, as one of the handler of a proxy.',
      file: 'src/object/operations.rs',
      find: `        match self
            .__get__(
                &key.into(),
                self.clone().into(),
                &mut InternalMethodPropertyContext::new(context),
            )?
            .variant()
        {
`,
      put: `        let key = key.into();
        let method = self.__get__(
            &key,
            self.clone().into(),
            &mut InternalMethodPropertyContext::new(context),
        )?;
        match method.variant() {
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `            JsVariant::Object(obj) if obj.is_callable() => Ok(Some(obj.clone())),
            // 4. If IsCallable(func) is false, throw a TypeError exception.
            _ => Err(JsNativeError::typ()
                .with_message("value returned for property of object is not a function")
                .into()),
        }
    }

    /// Abstract operation \`IsArray ( argument )\`
`,
      put: `            JsVariant::Object(obj) if obj.is_callable() => Ok(Some(obj.clone())),
            // 4. If IsCallable(func) is false, throw a TypeError exception.
            _ => Err(Misuse::Uncallable(&method, &key.into(), &self.clone().into()).error(context)),
        }
    }

    /// Abstract operation \`IsArray ( argument )\`
`,
    },
    {
      why: 'The prototype of what is no class of anything.',
      file: 'src/object/operations.rs',
      find: `        let prototype = prototype.as_object().ok_or_else(|| {
            JsNativeError::typ()
                .with_message("function has non-object prototype in instanceof check")
        })?;
`,
      put: `        let Some(prototype) = prototype.as_object() else {
            let before = "Function has non-object prototype '";
            let misuse = Misuse::Wrong(before, &prototype, "' in instanceof check");
            return Err(misuse.error(context));
        };
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `        match self.get_v(key, context)?.variant() {
`,
      put: `        let key = key.into();
        let method = self.get_v(key.clone(), context)?;
        match method.variant() {
`,
    },
    {
      file: 'src/object/operations.rs',
      find: `            _ => Err(JsNativeError::typ()
                .with_message("value returned for property of object is not a function")
                .into()),
`,
      put: `            _ => Err(Misuse::Uncallable(&method, &key.into(), self).error(context)),
`,
    },
    {
      why: 'What a class extends that constructs nothing: V8 calls it by its name.',
      file: 'src/vm/opcode/environment/mod.rs',
      find: `/// \`GetFunctionObject\` implements the Opcode Operation for \`Opcode::GetFunctionObject\`
`,
      before: `/// The error for a class that extends what constructs nothing.
fn no_constructor(super_constructor: &JsValue, context: &Context) -> JsError {
    let name = |function: &JsObject| {
        let name = function.borrow().properties().get(&js_string!("name").into());
        name?.value()?.as_string()
    };
    let name = super_constructor.as_object().and_then(|function| name(&function));
    let name = name.unwrap_or_default().to_std_string_escaped();
    let name = if name.is_empty() { "null" } else { &name };
    let class = context.vm.frame().code_block().name().to_std_string_escaped();
    let class = if class.is_empty() { "anonymous class" } else { &class };
    JsNativeError::typ()
        .with_message(format!("Super constructor {name} of {class} is not a constructor"))
        .into()
}

`,
    },
    {
      file: 'src/vm/opcode/environment/mod.rs',
      find: `    Context, JsExpect, JsResult, JsValue,
    error::JsNativeError,
    object::internal_methods::InternalMethodPropertyContext,
`,
      put: `    Context, JsError, JsExpect, JsObject, JsResult, JsValue,
    error::JsNativeError,
    js_string,
    object::internal_methods::InternalMethodPropertyContext,
`,
    },
    ...[
      '            .calling_convention_get_function(argument_count.into())\n            .clone();\n\n',
      '        let super_constructor = context.vm.stack.pop();\n\n',
    ].map((before) => ({
      file: 'src/vm/opcode/environment/mod.rs',
      find: `${before}        let Some(super_constructor) = super_constructor.as_constructor() else {
            return Err(JsNativeError::typ()
                .with_message("super constructor object must be constructor")
                .into());
        };
`,
      put: `${before}        let Some(super_constructor) = super_constructor.as_constructor() else {
            return Err(no_constructor(&super_constructor, context));
        };
`,
    })),
    {
      file: 'src/vm/opcode/environment/mod.rs',
      find: `            return Err(JsNativeError::typ()
                .with_message("super constructor object must be constructor")
                .into());
`,
      put: `            return Err(no_constructor(&super_constructor.into(), context));
`,
    },
  ],
};
