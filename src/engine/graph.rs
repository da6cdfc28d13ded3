//! Which modules of a graph depend on each other: its strongly connected components, found as
//! R. Tarjan does in "Depth-First Search and Linear Graph Algorithms" (1972).

use rustc_hash::FxHashMap as HashMap;

/// The modules that depend on each other, by each of them; a module that no circle leads
/// through is alone.
#[derive(Default)]
pub struct Knots {
    knots: Vec<Vec<u32>>,
    places: HashMap<u32, usize>,
}

impl Knots {
    /// Finds the knots among all that `root` depends on.
    pub fn find(root: u32, dependencies: impl Fn(u32) -> Vec<u32>) -> Self {
        let mut search = Search {
            dependencies,
            visits: HashMap::default(),
            open: Vec::new(),
            found: Self::default(),
        };
        search.visit(root);
        search.found
    }

    pub fn of(&self, id: u32) -> Vec<u32> {
        let place = self.places.get(&id);
        place.map_or_else(|| vec![id], |place| self.knots[*place].clone())
    }
}

/// When a module was visited, and whether its knot is not known yet.
struct Visit {
    index: usize,
    open: bool,
}

struct Search<F> {
    dependencies: F,
    visits: HashMap<u32, Visit>,
    open: Vec<u32>,
    found: Knots,
}

impl<F: Fn(u32) -> Vec<u32>> Search<F> {
    /// Returns the first visit that a way through the module leads back to.
    fn visit(&mut self, id: u32) -> usize {
        let index = self.visits.len();
        self.visits.insert(id, Visit { index, open: true });
        self.open.push(id);
        let mut low = index;
        for dependency in (self.dependencies)(id) {
            low = low.min(match self.visits.get(&dependency) {
                None => self.visit(dependency),
                Some(visit) if visit.open => visit.index,
                Some(_) => index,
            });
        }
        if low == index {
            self.close(id);
        }
        low
    }

    /// Makes a knot of all that was opened since `first`.
    fn close(&mut self, first: u32) {
        let start = self.open.iter().rposition(|id| *id == first).unwrap_or(0);
        let knot = self.open.split_off(start);
        for id in &knot {
            if let Some(visit) = self.visits.get_mut(id) {
                visit.open = false;
            }
            self.found.places.insert(*id, self.found.knots.len());
        }
        self.found.knots.push(knot);
    }
}

#[cfg(test)]
mod tests {
    use super::Knots;

    fn knots(edges: &[(u32, u32)], id: u32) -> Vec<u32> {
        let targets = |from| edges.iter().filter(move |edge| edge.0 == from);
        let found = Knots::find(0, |id| targets(id).map(|edge| edge.1).collect());
        let mut knot = found.of(id);
        knot.sort_unstable();
        knot
    }

    #[test]
    fn modules_without_circles_are_alone() {
        let edges = [(0, 1), (0, 2), (1, 2)];
        for id in 0..3 {
            assert_eq!(knots(&edges, id), [id]);
        }
    }

    #[test]
    fn circles_are_knots() {
        let edges = [(0, 1), (1, 2), (2, 1), (2, 3), (3, 4), (4, 2), (4, 5)];
        assert_eq!(knots(&edges, 0), [0]);
        assert_eq!(knots(&edges, 1), [1, 2, 3, 4]);
        assert_eq!(knots(&edges, 3), [1, 2, 3, 4]);
        assert_eq!(knots(&edges, 5), [5]);
    }

    #[test]
    fn a_module_may_depend_on_itself() {
        assert_eq!(knots(&[(0, 0), (0, 1)], 0), [0]);
    }
}
