'use strict';

// What a guest calls and constructs functions of the host's with. Some of Node's take what they are given for
// what they expect, or do with it what nobody can catch: each has a rule of what it gets, also where the guest
// has another function of Node's call it (lib/ruled.js). And none is given what it would change for the whole
// process (lib/process-wide.js). lib/operations.js calls these.

const { isOfHost, isTelling, mayCallBack, removed } = require('./callbacks.js');
const { isOfArrays } = require('./forward.js');
const { isNodes } = require('./node-sources.js');
const { hasInternal } = require('./node-state.js');
const { isObject } = require('./peek.js');
const processWide = require('./process-wide.js');
const { calledBack, handedOn, isOfProgram, isRuled, ruleOf, standingFor } = require('./ruled.js');
const receivers = require('./receivers.js');
const { refuse } = require('./rules.js');

/** @typedef {import('./membrane.js').Membrane} Membrane */

/**
 * @param {any} f
 * @param {any[]} args
 * @param {Membrane} membrane
 * @param {any} [receiver]
 * @returns {any[]} what a guest that calls or constructs a function of the host's gives it
 * @throws {TypeError} if it would change what is the whole process'
 */
function argumentsFor(f, args, membrane, receiver) {
  const rule = ruleOf(f);
  const isAnyObject = args.some(isObject);
  // As nearly always.
  if (rule === undefined && !isAnyObject) return args;
  const given = isAnyObject ? withRules(f, args, membrane, receiver) : args;
  return rule === undefined ? given : rule(given, membrane);
}

/**
 * @param {any} f
 * @param {any[]} args
 * @param {Membrane} membrane
 * @param {any} receiver
 * @returns {any[]} what it is given, if it would call a function of the host's, or keep one with a rule where Node
 *   finds it
 */
function withRules(f, args, membrane, receiver) {
  if (args.some(processWide.mayBePrototype) && !isTelling(f) && isNodes(f)) {
    if (args.some((value) => processWide.isSharedPrototype(value, membrane))) refuse();
  }
  if (!args.some(isOfHost)) return args;
  if (isOfProgram(f)) return isOfArrays(f) ? ruledOnly(args, membrane) : args;
  if (mayCallBack(f)) return args.map((value) => calledBack(value, membrane));
  const listener = args[1];
  if (!isOfHost(listener)) return ruledOnly(args, membrane);
  return ruledOnly(removed(f, receiver, args, standingFor(listener, membrane)), membrane);
}

/**
 * @param {any[]} args
 * @param {Membrane} membrane
 * @returns {any[]}
 */
function ruledOnly(args, membrane) {
  return args.some(isRuled) ? args.map((value) => handedOn(value, membrane)) : args;
}

/**
 * @param {any} f
 * @param {any} receiver
 * @param {Membrane} membrane
 * @returns {any} what a guest that calls it gives it for `this`
 * @throws {TypeError} if it would have Node's C++ take what nobody has looked at
 */
function receiverFor(f, receiver, membrane) {
  const given = receivers.trustedBy(f, receiver);
  if (!isObject(receiver)) return given;
  if (processWide.isInnerMethod(f) && hasInternal(receiver)) refuse();
  return given === receiver ? receivers.receiverOf(f, receiver, membrane) : given;
}

module.exports = { argumentsFor, receiverFor };
