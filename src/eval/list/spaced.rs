//! How many entries there are of which each is clear of the one before: two admissions at least 30 days apart.

use super::fold::Member;
use super::when::When;

/// The least and the most that there could be.
///
/// Of known dates both are the same: the first one is taken, then always the next one that is clear of the one
/// taken last. That is the most there can be, because a later entry is clear no sooner than an earlier one.
pub fn spaced(members: &[Member<'_>]) -> (usize, usize) {
    (least(members), most(members))
}

/// So many stay clear of one another whatever their dates are: the one whose spacing ends first is taken, then
/// always the next one that begins when it has certainly ended.
fn least(members: &[Member<'_>]) -> usize {
    let mut certain: Vec<_> =
        members.iter().filter(|member| member.is_certain()).filter_map(Member::span).collect();
    certain.sort_by(|(_, one), (_, other)| one.by_last(other));
    let mut count = 0;
    let mut last: Option<&When> = None;
    for (when, clear) in certain {
        if last.is_none_or(|last| when.is_not_before(last)) {
            count += 1;
            last = Some(clear);
        }
    }
    count
}

/// No more than this: entries that surely lie within one spacing of one another count once. Each group begins
/// with the entry that could be first, which is the best there is: no group can begin earlier and hold it.
/// An entry whose date is known less well than the spacing is long is a group by itself.
fn most(members: &[Member<'_>]) -> usize {
    let possible = members.iter().filter(|member| member.is_possible()).filter_map(Member::span);
    let (mut narrow, wide): (Vec<_>, Vec<_>) = possible.partition(|(when, clear)| when.is_before(clear));
    narrow.sort_by(|(one, _), (other, _)| one.by_first(other));
    let mut count = wide.len();
    let mut rest = narrow.into_iter().peekable();
    // Those that could be first of the next group, in order: they began within the last one and could end after it.
    let mut left: Vec<(&When, &When)> = Vec::new();
    loop {
        let Some(first) = left.first().copied().or_else(|| rest.peek().copied()) else { return count };
        let clear = first.1;
        left.retain(|(when, _)| !when.is_before(clear));
        while let Some(next) = rest.next_if(|(when, _)| when.by_first(clear).is_lt()) {
            if !next.0.is_before(clear) {
                left.push(next);
            }
        }
        count += 1;
    }
}
