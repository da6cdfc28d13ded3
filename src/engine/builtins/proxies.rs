//! `Proxy`, and the three ways to set a prototype: a proxy without traps that is in its own
//! prototype chain sends every look at it round for ever, in native code, until the engine's
//! stack is used up. V8 ends that with a `RangeError` at each look; here none is made, and it
//! is the setting of the prototype that throws it.
//!
//! Boa does not tell what a proxy stands for, so each is marked when it is made, with
//! properties of its own: nobody sees those, since all that is asked of a proxy goes to its
//! target and handler.

use std::collections::HashSet;

use boa_engine::builtins::proxy::Proxy;
use boa_engine::object::JsObject;
use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsArgs, JsResult, JsSymbol, JsValue, js_string};

use super::original::{Original, before, precede};
use super::{hidden, range_error};
use crate::engine::descriptor::{fixed, hidden_accessor};
use crate::engine::guest::{Guest, object_of};
use crate::engine::peek::{own, own_value};
use crate::engine::script::too_deep;

/// Under which keys a proxy that the guest made keeps its target and its handler.
pub struct Proxies {
    target: JsSymbol,
    handler: JsSymbol,
}

/// Puts `Proxy` and what sets prototypes in place.
pub fn install(guest: &Guest, context: &mut Context) -> JsResult<()> {
    let engine = context.intrinsics().constructors().proxy().constructor();
    let class = install_class(context, &engine)?;
    guest.builtins.classes.borrow_mut().push((engine, class));
    let symbol = || JsSymbol::new(None).ok_or_else(|| range_error("too many symbols"));
    let proxies = Proxies {
        target: symbol()?,
        handler: symbol()?,
    };
    let _ = guest.builtins.proxies.set(proxies);
    let object = context.intrinsics().constructors().object().constructor();
    precede(context, &object, "setPrototypeOf", set_prototype);
    let reflect = context.intrinsics().objects().reflect();
    precede(context, &reflect, "setPrototypeOf", set_prototype);
    install_setter(context);
    Ok(())
}

fn install_class(context: &mut Context, original: &JsObject) -> JsResult<JsObject> {
    let class = before(context, Original(original.clone()), construct);
    let revocable = original.get(js_string!("revocable"), context)?;
    hidden(&class, js_string!("revocable"), revocable);
    precede(context, &class, "revocable", make_revocable);
    let global = context.global_object();
    hidden(&global, js_string!("Proxy"), class.clone().into());
    Ok(class)
}

/// That of `__proto__` (ECMA-262, B.2.2.1.2).
fn install_setter(context: &Context) {
    let prototype = context.intrinsics().constructors().object().prototype();
    let key = PropertyKey::from(js_string!("__proto__"));
    let accessor = own(&prototype, &key);
    let Some(setter) = accessor.as_ref().and_then(|it| it.set()?.as_object()) else {
        return;
    };
    let ours = before(context, Original(setter), set_proto);
    let getter = accessor.and_then(|it| it.get().cloned());
    prototype.insert_property(key, hidden_accessor(getter, Some(ours.into())));
}

/// `new Proxy(target, handler)` (ECMA-262, 28.2.1.1).
fn construct(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    // Without `new` there is no class.
    let Some(class) = this.as_object() else {
        return original.call(this, args, context);
    };
    let proxy = original.construct(args, &class, context)?;
    mark(&proxy, args, context)?;
    Ok(proxy.into())
}

/// `Proxy.revocable` (ECMA-262, 28.2.2.1).
fn make_revocable(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    let made = original.call(this, args, context)?;
    let proxy = object_of(&made)?.get(js_string!("proxy"), context)?;
    mark(&object_of(&proxy)?, args, context)?;
    Ok(made)
}

fn mark(proxy: &JsObject, args: &[JsValue], context: &Context) -> JsResult<()> {
    let guest = Guest::of(context)?;
    if let Some(proxies) = guest.builtins.proxies.get() {
        let keys = [&proxies.target, &proxies.handler];
        for (key, part) in keys.into_iter().zip(args) {
            proxy.insert_property(key.clone(), fixed(part.clone()));
        }
    }
    Ok(())
}

/// `Object.setPrototypeOf` and `Reflect.setPrototypeOf`.
fn set_prototype(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    refuse_round(args.get_or_undefined(0), args.get_or_undefined(1), context)?;
    original.call(this, args, context)
}

fn set_proto(
    this: &JsValue,
    args: &[JsValue],
    original: &Original,
    context: &mut Context,
) -> JsResult<JsValue> {
    refuse_round(this, args.get_or_undefined(0), context)?;
    original.call(this, args, context)
}

fn refuse_round(object: &JsValue, prototype: &JsValue, context: &Context) -> JsResult<()> {
    let (Some(object), Some(prototype)) = (object.as_object(), prototype.as_object()) else {
        return Ok(());
    };
    let guest = Guest::of(context)?;
    match guest.builtins.proxies.get() {
        Some(proxies) if proxies.lead_round(prototype, object) => Err(too_deep()),
        _ => Ok(()),
    }
}

impl Proxies {
    /// Where a look at an object may go on.
    fn behind(&self, object: &JsObject) -> [Option<JsObject>; 2] {
        if object.is::<Proxy>() {
            [&self.target, &self.handler].map(|key| part(object, key))
        } else {
            [object.prototype(), None]
        }
    }

    /// Whether what is looked up in `start` may come to `end`, by way of a proxy: without one
    /// the engine finds it itself.
    fn lead_round(&self, start: JsObject, mut end: JsObject) -> bool {
        while let Some(target) = part(&end, &self.target) {
            end = target;
        }
        let mut by_proxy = false;
        let mut seen = HashSet::new();
        let mut open = vec![start];
        while let Some(object) = open.pop() {
            if object == end {
                return by_proxy;
            }
            if object.is::<Proxy>() {
                by_proxy = true;
                if !seen.insert(object.clone()) {
                    continue;
                }
            }
            open.extend(self.behind(&object).into_iter().flatten());
        }
        false
    }
}

/// The target or the handler of a proxy that the guest made.
fn part(proxy: &JsObject, key: &JsSymbol) -> Option<JsObject> {
    own_value(proxy, &key.clone().into())?.as_object()
}
