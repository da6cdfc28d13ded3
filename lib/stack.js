'use strict';

// The stack of a guest's error as the host sees it: the guest's frames, and below them those of the
// host that led there, without this package's own. lib/records.js and lib/context.js use it.

const { sep } = require('node:path');

const OWN = __dirname + sep;
const INDEX = `${__dirname.slice(0, __dirname.lastIndexOf(sep) + 1)}index.js`;

/**
 * @param {string} trace the guest's: a first line and frames
 * @returns {string}
 */
function ownStack(trace) {
  const host = hostFrames();
  return host === '' ? trace : `${trace}\n${host}`;
}

/** @returns {string} the frames of the host outside this package */
function hostFrames() {
  /** @type {{ stack?: string }} */
  const here = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Math.max(stackTraceLimit, 30);
  try {
    Error.captureStackTrace(here, hostFrames);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const lines = String(here.stack).split('\n').slice(1);
  return lines
    .filter((line) => !line.includes(OWN) && !line.includes(INDEX))
    .slice(0, stackTraceLimit)
    .join('\n');
}

/**
 * Puts the source line and a caret before the stack, as Node does for an error that leaves a run
 * (`displayErrors`).
 * @param {any} error
 * @param {string} source the text that ran
 * @param {{ filename: string, lineOffset: number, columnOffset: number }} origin
 */
function decorate(error, source, { filename, lineOffset, columnOffset }) {
  const { stack } = error;
  if (typeof stack !== 'string') return;
  const place = placeIn(stack, filename);
  if (place === undefined) return;
  const line = source.split(/\r\n|[\n\r\u2028\u2029]/)[place.line - 1 - lineOffset];
  if (line === undefined) return;
  const shift = place.line - 1 === lineOffset ? columnOffset : 0;
  const caret = `${' '.repeat(Math.max(0, place.column - 1 - shift))}^`;
  error.stack = `${filename}:${place.line}\n${line}\n${caret}\n\n${stack}`;
}

/**
 * @param {string} stack
 * @param {string} filename
 * @returns {{ line: number, column: number } | undefined} of the first frame, if it is in that file
 */
function placeIn(stack, filename) {
  const frame = stack.split('\n').find((line) => line.startsWith('    at '));
  if (frame === undefined) return undefined;
  const place = /(?:^ {4}at |\()([^()]*):(\d+):(\d+)\)?$/.exec(frame);
  if (place === null || place[1] !== filename) return undefined;
  return { line: Number(place[2]), column: Number(place[3]) };
}

module.exports = { decorate, ownStack };
