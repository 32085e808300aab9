//! What was meant: the nearest of the words that would have been right.

/// The words near to `word`, nearest first, three at most.
pub(super) fn near<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    let folded = word.to_lowercase();
    let mut scored: Vec<(usize, &str)> = known
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = distance(&folded, &other);
            let part = folded.len() >= 3 && (other.contains(&folded) || folded.contains(&other));
            (distance <= limit || part).then_some((distance, candidate))
        })
        .collect();
    scored.sort_unstable();
    scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// How many characters have to be put in, taken out, changed, or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let change = above[j] + usize::from(x != y);
            let mut best = change.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_of_the_hand() {
        let known = ["name", "label", "region", "endpoint", "zones", "parent"];
        let near = |word| near(word, known.into_iter());
        assert_eq!(near("labl"), ["label"]);
        assert_eq!(near("lable"), ["label"]);
        assert_eq!(near("Region"), ["region"]);
        assert_eq!(near("zone"), ["zones"]);
        assert!(near("colour").is_empty());
    }

    #[test]
    fn counts_a_swap_as_one() {
        assert_eq!(distance("ab", "ba"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
