//! Reading plain data without a crossing for each property.
//!
//! A snapshot is the own properties of an ordinary object or array that holds nothing but
//! plain data. It stays valid until control has passed to the other side and code ran
//! there. A first read asks for one property only: of many objects just one is wanted; the
//! second asks for the snapshot, and gets those of the small objects in it with it: who
//! reads ten thousand records reads a field of each. A small object that a function returns
//! comes with its snapshot, and so does one that was made to call a function with.

use std::rc::Rc;

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::convert::{get_keys, get_list, get_value, get_values, put_key, put_value, put_values};
use super::guest::Guest;
use super::object_snapshot::{Properties, Shape, Snapshot};
use super::plain::{Last, Own, own_data};
use super::records;
use crate::wire::{Inherits, Malformed, Reader, Writer, numbered};

numbered! {
    /// The forms of a snapshot on the wire, in the lowest byte of its first word.
    enum Form {
        None = 0,
        Object = 1,
        Array = 2,
        /// An object with the keys of the last one of this message.
        Alike = 3,
    }
}

const FORM_BITS: u32 = 8;

/// A snapshot's first word.
fn head(form: Form, inherits: Inherits) -> u32 {
    form as u32 | (inherits as u32) << FORM_BITS
}

/// How many properties a snapshot may have, with those that come with it.
const MAX_PROPERTIES: usize = 100_000;
/// How many properties an object may have whose snapshot comes without being asked for.
const MAX_SMALL: usize = 32;

/// Writes the snapshot of one of the guest's objects.
pub fn put(guest: &Guest, context: &mut Context, message: &mut Writer, object: &JsObject) {
    put_tree(guest, context, message, object, MAX_PROPERTIES);
}

/// Writes what a function returned. Behind an object stands its snapshot if it is small: it
/// is most often read at once, as what an iterator returns.
pub fn put_result(guest: &Guest, context: &mut Context, message: &mut Writer, value: &JsValue) {
    put_value(guest, context, message, value);
    if let Some(object) = value.as_object() {
        if guest.imports.borrow().handle_of(&object).is_some() {
            message.word(Form::None as u32);
        } else {
            put_tree(guest, context, message, &object, MAX_SMALL);
        }
    }
}

/// Writes the arguments of a call or construction. Behind them stand the snapshots of the small
/// objects among them that the host does not know: they were made for the call, which reads them.
pub fn put_arguments(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    arguments: &[JsValue],
) {
    let is_new = |value: &JsValue| {
        value
            .as_object()
            .is_some_and(|object| !object.is_callable() && !guest.exports.borrow().knows(&object))
    };
    if !arguments.iter().any(is_new) {
        put_values(guest, context, message, arguments);
        message.word(0);
        return;
    }
    let made: Vec<bool> = arguments.iter().map(is_new).collect();
    put_values(guest, context, message, arguments);
    let mut tail = Tail {
        last: Last::default(),
        left: MAX_SMALL,
        is_asked_for: false,
    };
    for (place, value) in (1_u32..).zip(arguments) {
        if made[place as usize - 1] {
            tail.put_member(guest, context, message, value, place);
        }
    }
    message.word(0);
}

/// Writes an object's snapshot, and after it those of its small members; `most` properties in
/// all. Runs no guest code.
fn put_tree(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    object: &JsObject,
    most: usize,
) {
    let Some(own) = own_data(context, object, most) else {
        message.word(Form::None as u32);
        return;
    };
    let mut last = Last::default();
    put_own(guest, context, message, &own, object, &mut last);
    let mut tail = Tail {
        last,
        left: most - own.values.len(),
        is_asked_for: true,
    };
    for (place, value) in (1_u32..).zip(&own.values) {
        tail.put_member(guest, context, message, value, place);
    }
    message.word(0);
}

/// The snapshots of small members, each behind its place plus one, to a zero.
struct Tail {
    last: Last,
    /// How many more properties there may be in all.
    left: usize,
    /// Whether the host wants them. What is copied as it crosses stays otherwise where it is
    /// until it is read.
    is_asked_for: bool,
}

impl Tail {
    fn may_cross(&self, guest: &Guest, context: &mut Context, values: &[JsValue]) -> bool {
        let is_copied = |value| records::is_own(guest, context, value);
        self.is_asked_for || !values.iter().any(is_copied)
    }

    fn put_member(
        &mut self,
        guest: &Guest,
        context: &mut Context,
        message: &mut Writer,
        value: &JsValue,
        place: u32,
    ) {
        let Some(object) = value.as_object() else {
            return;
        };
        if guest.imports.borrow().handle_of(&object).is_some() {
            return;
        }
        let room = self.left.min(MAX_SMALL);
        let is_alike = self.last.read_alike(context, &object, room);
        if is_alike && self.may_cross(guest, context, &self.last.values) {
            self.left -= self.last.values.len();
            message.word(place);
            message.word(head(Form::Alike, self.last.inherits));
            for value in &self.last.values {
                put_value(guest, context, message, value);
            }
        } else if !is_alike
            && let Some(member) = own_data(context, &object, room)
            && self.may_cross(guest, context, &member.values)
        {
            self.left -= member.values.len();
            message.word(place);
            put_own(guest, context, message, &member, &object, &mut self.last);
        }
    }
}

/// Writes one object's own properties.
fn put_own(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    own: &Own,
    object: &JsObject,
    last: &mut Last,
) {
    let inherits = guest.prototypes.inherited_by(context, object);
    match &own.keys {
        None => {
            message.word(head(Form::Array, inherits));
            message.count(own.values.len());
        }
        keys if *keys == last.keys => message.word(head(Form::Alike, inherits)),
        Some(keys) => {
            message.word(head(Form::Object, inherits));
            message.count(keys.len());
            for key in keys.iter() {
                put_key(guest, message, key);
            }
            let object = object.borrow();
            let shape = object.shape();
            last.shape = shape.is_shared().then(|| shape.to_addr_usize());
            last.keys = Some(Rc::clone(keys));
            last.inherits = inherits;
        }
    }
    for value in &own.values {
        put_value(guest, context, message, value);
    }
}

/// Reads the arguments of a call or construction.
pub fn get_arguments(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Vec<JsValue>> {
    let arguments = get_values(guest, context, reader)?;
    get_members(guest, context, reader, &arguments, &mut None)?;
    Ok(arguments)
}

/// Reads what a function of the host's returned.
pub fn get_result(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<JsValue> {
    let value = get_value(guest, context, reader)?;
    if let Some(object) = value.as_object()
        && let Some(snapshot) = get(guest, context, reader)?
    {
        keep(guest, &object, snapshot);
    }
    Ok(value)
}

/// Gives a snapshot that was not asked for to the stand-in that it is of.
fn keep(guest: &Guest, stand_in: &JsObject, snapshot: Snapshot) {
    let imports = guest.imports.borrow();
    imports.set_snapshot(stand_in, guest.epoch.get(), snapshot);
}

/// Reads the snapshot of one of the host's objects, and gives those that come with it to
/// the stand-ins that they are of.
pub fn get(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Option<Snapshot>> {
    let mut last = None;
    let snapshot = get_own(guest, context, reader, &mut last)?;
    if let Some(snapshot) = &snapshot {
        get_members(guest, context, reader, snapshot.values(), &mut last)?;
    }
    Ok(snapshot)
}

/// Reads the snapshots of members, and gives them to their stand-ins.
fn get_members(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    values: &[JsValue],
    last: &mut Option<Rc<Shape>>,
) -> JsResult<()> {
    while let Some(place) = (reader.word()? as usize).checked_sub(1) {
        let member = get_own(guest, context, reader, last)?;
        let stand_in = values.get(place).and_then(JsValue::as_object);
        if let (Some(member), Some(stand_in)) = (member, stand_in) {
            keep(guest, &stand_in, member);
        }
    }
    Ok(())
}

fn get_own(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
    last: &mut Option<Rc<Shape>>,
) -> JsResult<Option<Snapshot>> {
    let head = reader.word()?;
    let inherits = Inherits::from_number(head >> FORM_BITS).unwrap_or_default();
    let form = Form::from_number(head & ((1 << FORM_BITS) - 1)).ok_or(Malformed("snapshot"))?;
    match form {
        Form::None => return Ok(None),
        Form::Array => {
            let own = Properties::Array(get_values(guest, context, reader)?);
            return Ok(Some(Snapshot { own, inherits }));
        }
        Form::Object => {
            let keys = get_keys(guest, context, reader)?;
            *last = Some(Rc::new(Shape::new(keys)));
        }
        Form::Alike => {}
    }
    let shape = last.clone().ok_or(Malformed("a snapshot like none"))?;
    let values = get_list(guest, context, reader, shape.keys.len())?;
    let own = Properties::Object(shape, values);
    Ok(Some(Snapshot { own, inherits }))
}
