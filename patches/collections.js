'use strict';

/** Maps and sets that are cleared while they are iterated. */
module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: 'The iterators count places: what comes behind those that were has to come later.',
      file: 'src/builtins/map/ordered_map.rs',
      find: `        self.map.clear();
        self.map.shrink_to_fit();
        self.empty_count = 0;
`,
      put: `        let places = if self.lock == 0 { 0 } else { self.map.len() };
        self.map.clear();
        self.map.shrink_to_fit();
        self.map
            .extend((0..places).map(|place| (MapKey::Empty(place), None)));
        self.empty_count = places;
`,
    },
    {
      file: 'src/builtins/set/ordered_set.rs',
      find: `        self.inner.clear();
        self.inner.shrink_to_fit();
        self.empty_count = 0;
`,
      put: `        let places = if self.lock == 0 { 0 } else { self.inner.len() };
        self.inner.clear();
        self.inner.shrink_to_fit();
        self.inner.extend((0..places).map(MapKey::Empty));
        self.empty_count = places;
`,
    },
  ],
};
