//! Screening against functions whose answers are known.

use tandem_sim::{Draws, Paths, Rows};

/// Sobol's g function: the smaller a, the more an input does.
fn g(point: &[f64], a: &[f64]) -> f64 {
    point.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product()
}

const A: [f64; 8] = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0];

/// First and total shares of the g function in closed form.
fn shares_of_g(input: usize) -> (f64, f64) {
    let part = |a: &f64| 1.0 / (3.0 * (1.0 + a).powi(2));
    let variance = A.iter().map(|a| 1.0 + part(a)).product::<f64>() - 1.0;
    let own = part(&A[input]);
    let others: f64 =
        A.iter().enumerate().filter(|(at, _)| *at != input).map(|(_, a)| 1.0 + part(a)).product();
    (own / variance, own * others / variance)
}

/// Morris' own function of twenty inputs (1991, section 4): the first ten matter, the others do
/// not; of the ten, the first seven are bent or act together, the last three are straight.
fn morris(point: &[f64], small: &[f64]) -> f64 {
    let w = |i: usize| {
        let x = point[i];
        if [2, 4, 6].contains(&i) { 2.0 * (1.1 * x / (x + 0.1) - 0.5) } else { 2.0 * (x - 0.5) }
    };
    let w: Vec<f64> = (0..20).map(w).collect();
    let mut y = 0.0;
    for i in 0..20 {
        y += if i < 10 { 20.0 } else { small[i] } * w[i];
        for j in i + 1..20 {
            let both = if j < 6 { -15.0 } else { small[20 + i * 20 + j] };
            y += both * w[i] * w[j];
            for l in j + 1..20 {
                y += if l < 5 { -10.0 * w[i] * w[j] * w[l] } else { 0.0 };
                for s in l + 1..20 {
                    y += if s < 4 { 5.0 * w[i] * w[j] * w[l] * w[s] } else { 0.0 };
                }
            }
        }
    }
    y
}

#[test]
fn morris_function_falls_into_its_three_groups() {
    let draws = Draws::new(3);
    // The rest of the coefficients are standard normal in the paper.
    let mut normal = draws.stream(tandem_sim::Name { case: 0, office: 0, purpose: 9, nth: 0 });
    let small: Vec<f64> = (0..420).map(|_| normal.normal()).collect();
    let paths = Paths::new(20, 30, draws);
    assert_eq!(paths.points().len(), 30 * 21);
    let values: Vec<_> = paths.points().map(|(_, point)| Some(morris(point, &small))).collect();
    let effects = paths.effects(&values);
    let least = effects[..10].iter().map(|effect| effect.low).fold(f64::INFINITY, f64::min);
    let most = effects[10..].iter().map(|effect| effect.high).fold(0.0, f64::max);
    assert!(least > most, "what matters ({least}) stands clear of what does not ({most})");
    // Straight inputs do the same everywhere, bent ones do not.
    let straight = effects[7..10].iter().map(|effect| effect.deviation).fold(0.0, f64::max);
    let bent = effects[..6].iter().map(|effect| effect.deviation).fold(f64::INFINITY, f64::min);
    assert!(straight < bent, "{straight} < {bent}");
    for effect in &effects[7..10] {
        assert!((effect.mean - 40.0).abs() < 8.0, "20 a range of 2: {}", effect.mean);
    }
    assert_eq!(paths, Paths::new(20, 30, draws), "a function of the seed");
    assert_ne!(paths, Paths::new(20, 30, Draws::new(4)));
}

#[test]
fn inputs_of_the_g_function_come_in_their_order() {
    let paths = Paths::new(A.len(), 60, Draws::new(5));
    let values: Vec<_> = paths.points().map(|(_, point)| Some(g(point, &A))).collect();
    let effects = paths.effects(&values);
    for at in 0..4 {
        let (more, less) = (effects[at], effects[at + 1]);
        assert!(more.size > less.size, "{at}: {} > {}", more.size, less.size);
    }
    assert!(effects[4].high < 0.1 * effects[0].low);
}

#[test]
fn a_value_that_is_missing_costs_two_effects_at_most() {
    let paths = Paths::new(3, 4, Draws::new(6));
    let straight = |point: &[f64]| Some(3.0 * point[0] - point[1]);
    let mut values: Vec<_> = paths.points().map(|(_, point)| straight(point)).collect();
    values[1] = None;
    let effects = paths.effects(&values);
    assert_eq!(effects.iter().map(|effect| effect.n).sum::<u64>(), 3 * 4 - 2);
    for (effect, mean) in effects.iter().zip([3.0, -1.0, 0.0]) {
        assert!((effect.mean - mean).abs() < 1e-12 && effect.deviation < 1e-12);
        assert!((effect.size - mean.abs()).abs() < 1e-12);
    }
}

#[test]
fn shares_of_variance_are_those_of_the_closed_form() {
    let rows = Rows::new(A.len(), 4_000, Draws::new(8));
    let values: Vec<_> = rows.points().map(|(_, point)| Some(g(point, &A))).collect();
    let shares = rows.shares(&values).expect("it varies");
    for (input, share) in shares.iter().enumerate() {
        let (first, total) = shares_of_g(input);
        let off = |found: tandem_sim::Share, is: f64| {
            assert!((found.value - is).abs() < 0.03, "{input}: {found:?}, not {is}");
            assert!(found.low <= found.value && found.value <= found.high);
            // Six tenths more than half a 95 % interval is as far as chance goes over 16 figures.
            let half = (found.high - found.low) / 2.0;
            assert!((found.value - is).abs() <= 1.6 * half + 1e-4, "{input}: {found:?}, not {is}");
        };
        off(share.first, first);
        off(share.total, total);
    }
    assert_eq!(rows.shares(&vec![Some(1.0); values.len()]), None, "nothing varies");
}
