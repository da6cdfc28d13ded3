'use strict';

// `vm.SyntheticModule`: a module whose exports the host sets. lib/api.js exports the class; what it does to an
// engine goes through lib/modules/module-record.js.

const { NODE } = require('../constants.js');
const { create } = require('../errors.js');
const { NO_OPTIONS } = require('../options.js');
const { validateFunction, validateObject, validateString } = require('../validate.js');
const { Module, checkThis } = require('./module.js');
const { ModuleRecord, recordOf, shownTo } = require('./module-record.js');

/** Since this version a synthetic module is linked when it is made. */
const LINKED_AT_BIRTH = NODE >= 22;

class SyntheticModule extends Module {
  /**
   * @param {any} exportNames
   * @param {any} evaluateCallback
   * @param {any} [options]
   */
  constructor(exportNames, evaluateCallback, options = NO_OPTIONS) {
    const names = readNames(exportNames);
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { context, identifier } = options;
    super({
      context,
      identifier,
      makeRecord: (engine, _identifier, module) =>
        ModuleRecord.synthetic(engine, names, () => {
          Reflect.apply(evaluateCallback, shownTo(evaluateCallback, module), []);
        }),
    });
    if (LINKED_AT_BIRTH) recordOf(this).instantiate();
  }

  /**
   * There is nothing to link.
   * @override
   * @returns {any}
   */
  link() {
    checkThis(this, 'SyntheticModule');
  }

  /**
   * @param {any} name
   * @param {any} value
   */
  setExport(name, value) {
    checkThis(this, 'SyntheticModule');
    validateString(name, 'name');
    if (!recordOf(this).isInstantiated) throw create('ERR_VM_MODULE_STATUS', 'must be linked');
    recordOf(this).setExport(name, value);
  }
}
if (!LINKED_AT_BIRTH) Reflect.deleteProperty(SyntheticModule.prototype, 'link');

/**
 * @param {any} given
 * @returns {string[]} a list of its own: each is read once, since a guest's may be another then
 */
function readNames(given) {
  const wrong = () =>
    create('ERR_INVALID_ARG_TYPE', 'exportNames', 'Array of unique strings', given);
  if (!Array.isArray(given)) throw wrong();
  /** @type {string[]} */
  const names = [];
  for (let index = 0; index < given.length; index += 1) {
    const name = given[index];
    if (typeof name !== 'string') throw wrong();
    names.push(name);
  }
  const twice = names.find((name, index) => names.includes(name, index + 1));
  if (twice !== undefined) {
    throw create('ERR_INVALID_ARG_VALUE', `exportNames.${twice}`, twice, 'is duplicated');
  }
  return names;
}

module.exports = { SyntheticModule };
