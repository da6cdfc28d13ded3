'use strict';

/**
 * What an object looks like from outside, as plain data that `toEqual` compares: every own key with
 * its attributes, in order, whether it is extensible, and its values by `describe`. Reading it calls
 * no getter.
 * @param {object} object
 */
function picture(object) {
  return {
    extensible: Reflect.isExtensible(object),
    properties: Reflect.ownKeys(object).map((key) => {
      const { value, get, set, ...attributes } = /** @type {PropertyDescriptor} */ (
        Reflect.getOwnPropertyDescriptor(object, key)
      );
      return {
        key: String(key),
        ...attributes,
        ...(get || set ? { get: typeof get, set: typeof set } : { value: describe(value) }),
      };
    }),
  };
}

/**
 * A value by what it is: primitives themselves, objects by kind and content one level deep.
 * @param {any} value
 * @param {number} [depth]
 * @returns {any}
 */
function describe(value, depth = 2) {
  if (typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return `function ${value.name}`;
  if (typeof value !== 'object' || value === null) return value;
  const kind = Array.isArray(value) ? 'array' : 'object';
  if (depth === 0) return kind;
  const fields = Reflect.ownKeys(value).map((key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(value, key);
    if (!descriptor) return [String(key), 'gone'];
    return [
      String(key),
      'value' in descriptor ? describe(descriptor.value, depth - 1) : 'accessor',
    ];
  });
  return { kind, fields };
}

module.exports = { describe, picture };
