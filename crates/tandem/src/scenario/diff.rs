//! How two transcripts differ, for a reader.

/// Lines that differ, with the line numbers of the file, `-` for what stands there and `+` for
/// what came out; empty where the texts are equal line by line.
pub(super) fn difference(file: &str, expected: &str, found: &str) -> String {
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    let common = common(&expected, &found);
    let (mut i, mut j) = (0, 0);
    let mut out = String::new();
    while i < expected.len() || j < found.len() {
        let (from, first) = (i, j);
        while i < expected.len() && (j >= found.len() || expected[i] != found[j]) {
            if j < found.len() && common[i][j + 1] > common[i + 1][j] {
                break;
            }
            i += 1;
        }
        while j < found.len() && (i >= expected.len() || expected[i] != found[j]) {
            if i < expected.len() && common[i + 1][j] > common[i][j + 1] {
                break;
            }
            j += 1;
        }
        if (from, first) == (i, j) {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        out.push_str(&format!("{file}:{}\n", from + 1));
        out.extend(expected[from..i].iter().map(|line| format!("- {line}\n")));
        out.extend(found[first..j].iter().map(|line| format!("+ {line}\n")));
    }
    out
}

/// Length of the longest common subsequence of the rests of both from each place on.
fn common(a: &[&str], b: &[&str]) -> Vec<Vec<usize>> {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            table[i][j] = if a[i] == b[j] {
                table[i + 1][j + 1] + 1
            } else {
                table[i + 1][j].max(table[i][j + 1])
            };
        }
    }
    table
}
