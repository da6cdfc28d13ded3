'use strict';

/** Properties that were looked for, or written, in another object than the one that was meant. */

/**
 * The object that `super` begins at in a field of an instance: where the class's methods are.
 * @param {string} push
 */
function homeOf(push) {
  const behind = `
        class
            .downcast_mut::<OrdinaryFunction>()
            .js_expect("class must be function object")?
            .${push}(
`;
  return {
    file: 'src/vm/opcode/push/class/field.rs',
    find: `            .set_home_object(class.clone());
${behind}`,
    put: `            .set_home_object(prototype_of(&class)?);
${behind}`,
  };
}

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: '`super` in a field of an instance began at the class, as in a static one.',
      file: 'src/vm/opcode/push/class/field.rs',
      find: `/// \`PushClassField\` implements the Opcode Operation for \`Opcode::PushClassField\`
`,
      before: `/// The prototype of a class, which is an own property that nobody can change.
fn prototype_of(class: &JsObject) -> JsResult<JsObject> {
    let property = class.borrow().properties().get(&js_string!("prototype").into());
    property
        .and_then(|property| property.value()?.as_object())
        .js_expect("a class has a prototype")
        .map_err(Into::into)
}

`,
    },
    {
      file: 'src/vm/opcode/push/class/field.rs',
      find: `    object::JsFunction,
`,
      put: `    js_string,
    object::{JsFunction, JsObject},
`,
    },
    homeOf('push_field'),
    homeOf('push_field_private'),
    {
      why: `A setter that is not there is an error in strict code also where an accessor of the same shape, with a
        setter, was met before.`,
      file: 'src/vm/opcode/set/property.rs',
      find: `                    std::slice::from_ref(&value),
                    context,
                )?;
            }
        } else if slot.attributes.contains(SlotAttributes::PROTOTYPE) {
`,
      put: `                    std::slice::from_ref(&value),
                    context,
                )?;
            } else if context.vm.frame().code_block.strict() {
                let name = context.vm.frame().code_block().ic[usize::from(index)].name.clone();
                return Err(Misuse::Set(value_object, &name.into()).error(context));
            }
        } else if slot.attributes.contains(SlotAttributes::PROTOTYPE) {
`,
    },
    {
      why: '`super[i] = v` writes to `this`, and not to the array that it inherits from.',
      file: 'src/vm/opcode/set/property.rs',
      find: `            if object.is_array()
                && let PropertyKey::Index(index) = &key
            {
                let mut object_borrowed = object.borrow_mut();
`,
      put: `            if object.is_array()
                && receiver.is_identical(&base)
                && let PropertyKey::Index(index) = &key
            {
                let mut object_borrowed = object.borrow_mut();
`,
    },
    {
      why: 'A pattern asks a string for its units by names that are written as strings, too.',
      file: 'src/vm/opcode/get/property.rs',
      find: `    let object = object.base_class(context)?;
`,
      before: `    let base = object;
`,
    },
    {
      file: 'src/vm/opcode/get/property.rs',
      find: `    let key: PropertyKey = ic.name.clone().into();
`,
      after: `    if base.is_string() && matches!(key, PropertyKey::Index(_)) {
        let value = base.to_object(context)?.get(key, context)?;
        context.vm.set_register(dst.into(), value);
        return Ok(());
    }
`,
    },
  ],
};
