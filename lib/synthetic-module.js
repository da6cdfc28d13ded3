'use strict';

// `vm.SyntheticModule`: a module whose exports the host sets.

const { create } = require('./errors.js');
const { Module, NODE, checkThis } = require('./module.js');
const { ModuleRecord, kRecord } = require('./module-record.js');
const { NO_OPTIONS } = require('./options.js');
const { validateFunction, validateObject, validateString } = require('./validate.js');

/** Since this version a synthetic module is linked when it is made. */
const LINKED_AT_BIRTH = NODE >= 22;

class SyntheticModule extends Module {
  /**
   * @param {any} exportNames
   * @param {any} evaluateCallback
   * @param {any} [options]
   */
  constructor(exportNames, evaluateCallback, options = NO_OPTIONS) {
    checkNames(exportNames);
    validateFunction(evaluateCallback, 'evaluateCallback');
    validateObject(options, 'options');
    const { context, identifier } = options;
    super({
      context,
      identifier,
      makeRecord: (engine, _identifier, module) =>
        ModuleRecord.synthetic(engine, exportNames, () => {
          Reflect.apply(evaluateCallback, module, []);
        }),
    });
    if (LINKED_AT_BIRTH) this[kRecord].instantiate();
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
    if (!this[kRecord].isInstantiated) throw create('ERR_VM_MODULE_STATUS', 'must be linked');
    this[kRecord].setExport(name, value);
  }
}
if (!LINKED_AT_BIRTH) Reflect.deleteProperty(SyntheticModule.prototype, 'link');

/** @param {any} names */
function checkNames(names) {
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string')) {
    throw create('ERR_INVALID_ARG_TYPE', 'exportNames', 'Array of unique strings', names);
  }
  names.forEach((name, index) => {
    if (names.includes(name, index + 1)) {
      throw create('ERR_INVALID_ARG_VALUE', `exportNames.${name}`, name, 'is duplicated');
    }
  });
}

module.exports = { SyntheticModule };
