'use strict';

// A context's `console`, which prints through the host's. The guest's own has these methods and no
// others (METHODS in src/engine/builtins/console.rs); they are checked here because a guest that
// has taken its process over can name any. lib/operations.js calls this.
//
// The host's console prints what it is given, and no more: an argument that it would take for options
// or a format is read here, and what a console counts, times and indents is the context's own, as it
// would stay with the host for ever and change what that prints itself.

const { isObject } = require('./peek.js');
const { printForGuest } = require('./prints.js');
const { Look, MOST_LEVELS, Weight, shortened, shortenedAll } = require('./shown.js');
const { timeText } = require('./time-text.js');

/** @typedef {import('./context.js').Context} Context */
/** @typedef {(state: State, args: any[], method: string) => void} Printing */

/** How deep `group` indents; what is deeper is printed as deep. */
const MOST_GROUPS = 100;
/** How many labels are counted or timed at a time, the oldest is forgotten; and how long one is. */
const MOST_LABELS = 1000;
const LONGEST_LABEL = 1000;
/** How many cells a table has: it is as wide as all its rows' keys, 8,000 of 8,000 took 4 GB. */
const MOST_CELLS = 20_000;

/** How deep an object is shown at most, and those of the host's that the guest prints. */
const MOST_DEPTH = MOST_LEVELS - 2;
const HOSTS_DEPTH = 4;
/** How deep Node shows an object if it is not told. */
const USUAL_DEPTH = 2;
/** How much of it: an ArrayBuffer of 100 MB ended the process, a text of 60 million lines took a minute. */
const MOST_SHOWN = new Map([
  ['depth', MOST_DEPTH],
  ['maxArrayLength', 100_000],
  ['maxStringLength', 100_000],
]);
/** How many values are printed at a time; of a graph each as often as it is reached, 2^60 times in 60 levels. */
const MOST_VALUES = 100_000;
/** And how long what `%j` writes: V8 goes on until there is no memory left. */
const MOST_JSON = 1 << 24;
const TOO_MUCH = `an object of more than ${MOST_VALUES} values`;
/** A longer format is printed as it is: to read one of 100 MB took 7 s. */
const LONGEST_FORMAT = 1 << 16;
/**
 * How many characters are printed at a time, with what their lines are indented by: Node makes a text of
 * each, and 20 million lines in a group took 3.5 s.
 */
const MOST_PRINTED = 1 << 24;
const TOO_LONG = `more than ${MOST_PRINTED} characters`;
/** How much Node shows of a text that is a value, if it is not told. */
const LONGEST_TEXT = 10_000;
/** By how much a group indents. */
const INDENTATION = 2;

/** What the console of a context has come to. */
class State {
  groups = 0;
  /** @type {Map<string, number>} */
  counts = new Map();
  /** When each began. @type {Map<string, number>} */
  times = new Map();
  #membrane;

  /** @param {import('./membrane.js').Membrane} membrane */
  constructor(membrane) {
    this.#membrane = membrane;
  }

  /**
   * @param {any} value
   * @returns {boolean} whether it is of the guest's, and shown by its own inspection (inspection.js)
   */
  isGuests(value) {
    return isObject(value) && !this.#membrane.owns(value);
  }

  /**
   * @param {any[]} values
   * @param {{ depth?: any, maxArrayLength?: any }} [options] how they are shown
   * @returns {any[]} what is printed of them
   */
  shown(values, { depth = USUAL_DEPTH, maxArrayLength } = {}) {
    const weight = new Weight(MOST_VALUES);
    const isGuests = values.some((value) => this.isGuests(value));
    const levels = isGuests ? MOST_LEVELS : Math.max(HOSTS_DEPTH, depth + 2);
    return shortenedAll(values, levels, maxArrayLength).map((short, place) => {
      weight.add(short, depth, maxArrayLength);
      return weight.isTooMuch && short === values[place] && !isText(short) ? TOO_MUCH : short;
    });
  }

  /**
   * Has the host's console print, as deep in groups as the context is.
   * @param {string} method
   * @param {any[]} args
   * @param {number} [longest] how many units of a name are shown
   */
  print(method, args, longest) {
    const output = /** @type {any} */ (globalThis.console);
    if (typeof output[method] !== 'function') return;
    const isNested = typeof output.group === 'function' && typeof output.groupEnd === 'function';
    const groups = isNested ? this.groups : 0;
    const isLong = isTooLong(args, groups * INDENTATION);
    for (let i = 0; i < groups; i += 1) output.group();
    try {
      printForGuest(() => output[method](...(isLong ? [TOO_LONG] : args)), longest);
    } finally {
      for (let i = 0; i < groups; i += 1) output.groupEnd();
    }
  }
}

/** @type {WeakMap<Context, State>} */
const states = new WeakMap();

/**
 * @template T
 * @param {Map<string, T>} map
 * @param {string} label
 * @param {T} value
 */
function keep(map, label, value) {
  if (map.size >= MOST_LABELS && !map.has(label)) map.delete(map.keys().next().value ?? '');
  map.set(label, value);
}

/** @param {unknown} value */
function isText(value) {
  return typeof value !== 'bigint' && !isObject(value);
}

/**
 * @param {any[]} args
 * @param {number} indentation of each line
 * @returns {boolean} whether the texts among what is printed are too long together
 */
function isTooLong(args, indentation) {
  let left = MOST_PRINTED;
  for (const text of args) {
    if (typeof text !== 'string') continue;
    left -= text.length;
    if (indentation === 0) continue;
    for (let at = text.indexOf('\n'); at >= 0 && left >= 0; at = text.indexOf('\n', at + 1)) {
      left -= indentation;
    }
  }
  return left < 0;
}

/** @param {unknown} label */
function labelOf(label = 'default') {
  return `${shortened(label)}`.slice(0, LONGEST_LABEL);
}

/**
 * What is printed, with the first text as a format.
 * @param {State} state
 * @param {any[]} args
 * @returns {any[]}
 */
function formatted(state, args) {
  const [format, ...rest] = state.shown(args);
  if (typeof format !== 'string') return args.length === 0 ? [] : [format, ...rest];
  // Alone it is no format.
  if (rest.length === 0) return [format];
  if (format.length > LONGEST_FORMAT) return ['%s', format, ...rest];
  let place = 0;
  const shown = format.replace(/%[%sdifjoOc]/g, (directive) => {
    if (directive === '%%' || place >= rest.length) return directive;
    place += 1;
    // It would show what is behind a proxy, and so all that a stand-in is made of.
    if (directive === '%o') return '%O';
    if (directive !== '%j') return directive;
    rest[place - 1] = jsonOf(rest[place - 1]);
    return '%s';
  });
  return [shown, ...rest];
}

/**
 * @param {unknown} value
 * @returns {string | undefined} what Node writes for `%j`
 */
function jsonOf(value) {
  let left = MOST_VALUES;
  let units = MOST_JSON;
  const tooLong = new RangeError();
  try {
    return JSON.stringify(value, (key, member) => {
      left -= 1;
      units -= key.length + (typeof member === 'string' ? member.length : 0);
      if (left < 0 || units < 0) throw tooLong;
      return member;
    });
  } catch (error) {
    if (error === tooLong) {
      return `JSON of more than ${MOST_VALUES} values or ${MOST_JSON} characters`;
    }
    if (error instanceof TypeError && /circular structure/.test(error.message)) return '[Circular]';
    throw error;
  }
}

/** The options of `dir` that say how something is shown, and not by whom. */
const SHOWING = new Map([
  ['showHidden', ['boolean']],
  ['depth', ['number']],
  ['colors', ['boolean']],
  ['maxArrayLength', ['number']],
  ['maxStringLength', ['number']],
  ['breakLength', ['number']],
  ['compact', ['number', 'boolean']],
  ['sorted', ['boolean']],
  ['numericSeparator', ['boolean']],
]);

/**
 * @param {any} given
 * @returns {Record<string, unknown>}
 */
function inspectOptions(given) {
  /** @type {Record<string, unknown>} */
  const options = {};
  if (!isObject(given)) return options;
  for (const [name, kinds] of SHOWING) {
    const value = Reflect.get(given, name);
    if (value === null ? kinds.includes('number') : kinds.includes(typeof value)) {
      options[name] = value;
    }
  }
  for (const [name, most] of MOST_SHOWN) {
    const value = options[name];
    if (value === null || Number(value) > most) options[name] = most;
  }
  return options;
}

/** The columns of a table: each row of it is as wide as the widest cells of all of them. */
class Columns {
  /** @type {Map<string, number>} */
  #widths = new Map();
  #rows;
  #width = 0;

  /** @param {number} rows how many rows there are */
  constructor(rows) {
    this.#rows = rows;
  }

  /**
   * @param {string} name
   * @param {unknown} cell
   * @returns {boolean} whether a table with that cell, too, can be printed
   */
  take(name, cell) {
    const text = typeof cell === 'string' ? Math.min(cell.length, LONGEST_TEXT) : 0;
    const before = this.#widths.get(name) ?? 0;
    const width = Math.max(before, name.length, text);
    this.#widths.set(name, width);
    this.#width += width - before;
    if (name.length > LONGEST_LABEL || this.#width * this.#rows > MOST_PRINTED) return false;
    return this.#widths.size * this.#rows <= MOST_CELLS;
  }
}

/**
 * @param {any} rows
 * @returns {boolean} whether a table of them can be printed
 */
function isTabular(rows) {
  if (!isObject(rows)) return false;
  const list = rows instanceof Map || rows instanceof Set ? rows : Object.keys(rows);
  const count = 'size' in list ? list.size : list.length;
  if (count > MOST_CELLS) return false;
  if (Array.isArray(list) && list.some((name) => name.length > LONGEST_LABEL)) return false;
  const columns = new Columns(count);
  const look = new Look();
  const weight = new Weight(MOST_VALUES);
  const isShort = (/** @type {unknown} */ value) => look.longIn(value, MOST_LEVELS) === undefined;
  const items = Array.isArray(list) ? list.map((key) => Reflect.get(rows, key)) : list.values();
  for (const row of items) {
    if (!isShort(row)) return false;
    weight.add(row, 1, undefined, true);
    if (weight.isTooMuch) return false;
    const cells = isObject(row) ? Object.entries(row) : [['', row]];
    if (!cells.every(([name, cell]) => columns.take(name, cell) && isShort(cell))) return false;
  }
  return true;
}

/** @param {any} columns */
function columnsOf(columns) {
  if (!Array.isArray(columns)) return undefined;
  return Array.from(columns.slice(0, MOST_LABELS), labelOf);
}

/**
 * @param {State} state
 * @param {string} label
 * @param {string} method
 * @param {any[]} data
 * @returns {boolean} whether there is such a timer
 */
function logTime(state, label, method, data) {
  const begin = state.times.get(label);
  if (begin === undefined) {
    process.emitWarning(`No such label '${label}' for console.${method}()`);
    return false;
  }
  const time = timeText(performance.now() - begin);
  state.print('log', ['%s: %s', label, time, ...state.shown(data)]);
  return true;
}

/** @type {Printing} */
const say = (state, args, method) => state.print(method, formatted(state, args));

/** @type {Printing} */
const group = (state, args) => {
  if (args.length > 0) state.print('log', formatted(state, args));
  state.groups = Math.min(state.groups + 1, MOST_GROUPS);
};

/** What the inspector of the host would act on. @type {Printing} */
const ignore = () => {};

/** @type {Map<string, Printing>} */
const METHODS = new Map(
  Object.entries({
    debug: say,
    error: say,
    info: say,
    log: say,
    warn: say,
    dirxml: say,
    trace: say,
    /** @type {Printing} */
    dir(state, [value, options]) {
      const showing = inspectOptions(options);
      const [shown] = state.shown([value], showing);
      state.print('dir', [shown, { ...showing, customInspect: state.isGuests(value) }]);
    },
    /** @type {Printing} */
    table(state, [rows, columns]) {
      if (isTabular(rows)) state.print('table', [rows, columnsOf(columns)], LONGEST_LABEL);
      else state.print('log', state.shown([rows]));
    },
    /** @type {Printing} */
    assert(state, [isTrue, ...data]) {
      if (!isTrue) state.print('assert', [false, ...formatted(state, data)]);
    },
    group,
    groupCollapsed: group,
    /** @type {Printing} */
    groupEnd(state) {
      state.groups = Math.max(state.groups - 1, 0);
    },
    /** @type {Printing} */
    clear: (state) => state.print('clear', []),
    /** @type {Printing} */
    count(state, [given]) {
      const label = labelOf(given);
      const count = (state.counts.get(label) ?? 0) + 1;
      keep(state.counts, label, count);
      state.print('log', [`${label}: ${count}`]);
    },
    /** @type {Printing} */
    countReset(state, [given]) {
      const label = labelOf(given);
      if (!state.counts.delete(label)) process.emitWarning(`Count for '${label}' does not exist`);
    },
    /** @type {Printing} */
    time(state, [given]) {
      const label = labelOf(given);
      if (state.times.has(label)) {
        process.emitWarning(`Label '${label}' already exists for console.time()`);
      } else {
        keep(state.times, label, performance.now());
      }
    },
    /** @type {Printing} */
    timeLog(state, [given, ...data]) {
      logTime(state, labelOf(given), 'timeLog', data);
    },
    /** @type {Printing} */
    timeEnd(state, [given]) {
      const label = labelOf(given);
      if (logTime(state, label, 'timeEnd', [])) state.times.delete(label);
    },
    timeStamp: ignore,
    profile: ignore,
    profileEnd: ignore,
    context: ignore,
    createTask: ignore,
  }),
);

/**
 * Does what a method of a context's console does. A guest does not learn what it returns.
 * @param {Context} context
 * @param {string} method
 * @param {any[]} args
 */
function print(context, method, args) {
  const printing = METHODS.get(method);
  if (printing === undefined) return;
  let state = states.get(context);
  if (state === undefined) states.set(context, (state = new State(context.membrane)));
  printing(state, args, method);
}

module.exports = { print };
