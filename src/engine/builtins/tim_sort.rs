//! The merge sort of `sort.rs`: timsort without its gallop. It asks the comparator what V8
//! asks it, in the same order, as long as there are fewer than 64 elements or the answers do
//! not contradict one another: programs have comparators that answer booleans, and see what
//! becomes of it.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::array_like::look;

/// Fewer than this many elements are one run.
const ONE_RUN: usize = 64;

/// Sorts with a comparator, or by the texts of the elements without one.
pub struct Sorter<'a> {
    compare: Option<&'a JsObject>,
    context: &'a mut Context,
    asked: u64,
}

/// A sorted part, by where it begins and ends.
type Run = (usize, usize);

impl<'a> Sorter<'a> {
    pub fn new(compare: Option<&'a JsObject>, context: &'a mut Context) -> Self {
        Self {
            compare,
            context,
            asked: 0,
        }
    }

    /// Sorts stably. An error is the comparator's.
    pub fn sort(&mut self, items: &mut [JsValue]) -> JsResult<()> {
        let shortest = shortest_run(items.len());
        let mut runs: Vec<Run> = Vec::new();
        let mut start = 0;
        while start < items.len() {
            let rest = &mut items[start..];
            let mut length = self.run(rest)?;
            if length < shortest {
                let longer = shortest.min(rest.len());
                self.insert(&mut rest[..longer], length)?;
                length = longer;
            }
            runs.push((start, start + length));
            start += length;
            while let Some(at) = unbalanced(&runs) {
                self.merge(items, &mut runs, at)?;
            }
        }
        while runs.len() > 1 {
            let at = last_but_shorter(&runs);
            self.merge(items, &mut runs, at)?;
        }
        Ok(())
    }

    /// Whether `left` goes before `right` (ECMA-262, 23.1.3.30.2).
    fn goes_before(&mut self, left: &JsValue, right: &JsValue) -> JsResult<bool> {
        self.asked += 1;
        look(self.asked, self.context)?;
        if let Some(compare) = self.compare {
            let arguments = [left.clone(), right.clone()];
            let order = compare.call(&JsValue::undefined(), &arguments, self.context)?;
            return Ok(order.to_number(self.context)? < 0.0);
        }
        let left = left.to_string(self.context)?;
        Ok(left < right.to_string(self.context)?)
    }

    /// The length of the run that elements begin with. One that descends is turned round.
    fn run(&mut self, items: &mut [JsValue]) -> JsResult<usize> {
        if items.len() < 2 {
            return Ok(items.len());
        }
        let descends = self.goes_before(&items[1], &items[0])?;
        let mut length = 2;
        while length < items.len()
            && self.goes_before(&items[length], &items[length - 1])? == descends
        {
            length += 1;
        }
        if descends {
            items[..length].reverse();
        }
        Ok(length)
    }

    /// Inserts the elements behind the first `sorted`, each by halving.
    fn insert(&mut self, items: &mut [JsValue], sorted: usize) -> JsResult<()> {
        for index in sorted..items.len() {
            let (mut left, mut right) = (0, index);
            while left < right {
                let middle = left + (right - left) / 2;
                if self.goes_before(&items[index], &items[middle])? {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            items[left..=index].rotate_right(1);
        }
        Ok(())
    }

    /// Makes a run of the one at `at` and the next.
    fn merge(&mut self, items: &mut [JsValue], runs: &mut Vec<Run>, at: usize) -> JsResult<()> {
        let (_, end) = runs.remove(at + 1);
        let (start, middle) = runs[at];
        runs[at].1 = end;
        let left = items[start..middle].to_vec();
        let (mut first, mut second) = (0, middle);
        let mut to = start;
        while first < left.len() && second < end {
            if self.goes_before(&items[second], &left[first])? {
                items[to] = items[second].clone();
                second += 1;
            } else {
                items[to] = left[first].clone();
                first += 1;
            }
            to += 1;
        }
        // What is left of the second run stands where it belongs.
        let rest = &left[first..];
        items[to..to + rest.len()].clone_from_slice(rest);
        Ok(())
    }
}

/// How long runs are made so that their number is a power of two, or a little less.
fn shortest_run(mut length: usize) -> usize {
    let mut cut = 0;
    while length >= ONE_RUN {
        cut |= length & 1;
        length >>= 1;
    }
    length + cut
}

fn length((start, end): Run) -> usize {
    end - start
}

/// Which run is to be merged with the next so that the lengths fall fast enough.
fn unbalanced(runs: &[Run]) -> Option<usize> {
    let count = runs.len();
    let of = |back: usize| count.checked_sub(back).map(|index| length(runs[index]));
    let (last, before) = (of(1)?, of(2)?);
    let falls = |longest: Option<usize>, sum: usize| longest.is_none_or(|longest| longest > sum);
    if !falls(of(3), before + last) || !falls(of(4), of(3).unwrap_or(0) + before) {
        return Some(last_but_shorter(runs));
    }
    (before <= last).then_some(count - 2)
}

/// The last run but one, or the one before it if that is shorter than the last.
fn last_but_shorter(runs: &[Run]) -> usize {
    match runs {
        [.., third, _, last] if length(*third) < length(*last) => runs.len() - 3,
        _ => runs.len() - 2,
    }
}
