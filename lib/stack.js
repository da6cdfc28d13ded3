'use strict';

// The stack of a guest's error as the host sees it: the guest's frames, and below them those of the
// host that led there, without this package's own. lib/records/errors.js, lib/context.js and
// lib/later.js use it.

const { sep } = require('node:path');
const { types } = require('node:util');

const OWN = __dirname + sep;
const INDEX = `${__dirname.slice(0, __dirname.lastIndexOf(sep) + 1)}index.js`;

/** The frames of the host as a message found them, the same for all errors in it. */
const latest = { message: 0, limit: 0, frames: /** @type {string[]} */ ([]) };

/**
 * @param {string} trace the guest's: a first line and frames
 * @param {number} message which of all that were read it is in
 * @param {boolean} isSyntax whether it may tell of a text that never ran
 * @returns {string}
 */
function ownStack(trace, message, isSyntax) {
  const above = trace.split('\n    at ').length - 1;
  // A guest has put a text of its own there, or wants no frames.
  if (above === 0 && !isSyntax) return trace;
  const { stackTraceLimit } = Error;
  if (latest.message !== message || latest.limit !== stackTraceLimit) {
    Object.assign(latest, { message, limit: stackTraceLimit, frames: hostFrames() });
  }
  const host = latest.frames.slice(0, Math.max(0, stackTraceLimit - above)).join('\n');
  return host === '' ? trace : `${trace}\n${host}`;
}

/** @returns {string[]} the frames of the host outside this package */
function hostFrames() {
  /** @type {{ stack?: string }} */
  const here = {};
  const { stackTraceLimit } = Error;
  let text = '';
  Reflect.set(Error, 'stackTraceLimit', Math.max(stackTraceLimit, 30));
  try {
    Error.captureStackTrace(here, hostFrames);
    text = String(here.stack);
  } catch {
    // The host's own `Error.prepareStackTrace` failed.
  } finally {
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  }
  const lines = text.split('\n').slice(1);
  return lines.filter((line) => !line.includes(OWN) && !line.includes(INDEX));
}

/** Errors that show their place already: it is where they left the innermost run. */
const shown = new WeakSet();

/**
 * Puts the source line and a caret before the stack, as Node does for an error that leaves a run
 * (`displayErrors`).
 * @template T
 * @param {T} error
 * @param {import('./session.js').Session} session that the error came from
 * @returns {T}
 */
function decorated(error, session) {
  const { thrown } = session;
  session.thrown = undefined;
  if (!types.isNativeError(error) || thrown?.error !== error || shown.has(error)) return error;
  const descriptor = Reflect.getOwnPropertyDescriptor(error, 'stack');
  if (typeof descriptor?.value === 'string' && descriptor.writable) {
    shown.add(error);
    error.stack = `${thrown.decoration}\n${descriptor.value}`;
  }
  return error;
}

module.exports = { decorated, ownStack };
