//! Measures against numbers worked by hand from the formulas, and against the shared oracle where
//! it is there.

use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use tandem_insight::measure::{Kind, measure};

fn work(kind: Kind, document: &Value) -> Value {
    measure(kind, document).unwrap_or_else(|error| panic!("{error}: {document}"))
}

/// Asserts that all numbers of `expected` are in `got` under the same names.
fn near(got: &Value, expected: &Value, place: &str) {
    match expected {
        Value::Number(number) => {
            let (got, expected) = (got.as_f64(), number.as_f64().unwrap());
            let got = got.unwrap_or_else(|| panic!("{place} is no number"));
            assert!((got - expected).abs() < 1e-6, "{place}: {got}, not {expected}");
        }
        Value::String(text) if text.contains('/') => {
            let (above, below) = text.split_once('/').unwrap();
            let fraction = above.parse::<f64>().unwrap() / below.parse::<f64>().unwrap();
            near(got, &json!(fraction), place);
        }
        Value::Array(items) => {
            assert_eq!(got.as_array().map(Vec::len), Some(items.len()), "{place}");
            for (at, item) in items.iter().enumerate() {
                near(&got[at], item, &format!("{place}[{at}]"));
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                near(&got[key], value, &format!("{place}.{key}"));
            }
        }
        other => assert_eq!(got, other, "{place}"),
    }
}

fn oracle() -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/measures.json");
    let text = std::fs::read_to_string(path).ok();
    if text.is_none() {
        println!("skipped: shared/oracles/measures.json is absent");
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

#[test]
fn the_oracle_is_met() {
    let Some(oracle) = oracle() else { return };

    let travel = &oracle["ahp_travel"];
    let got = work(Kind::Ahp, travel);
    for key in ["lambda_max", "CI", "RI5", "CR", "w", "B_CR_with_RI3_0.58", "final"] {
        near(&got[key], &travel[key], key);
    }

    let water = &oracle["entropy_weights_water"];
    let document = json!({
        "x": water["rows_O2_PH_germ_nutrient"],
        "sign": ["+", { "middle": 7 }, "-", { "interval": [10, 20] }],
    });
    let got = work(Kind::Entropy, &document);
    near(&got["w"], &water["w"], "w");
    for key in ["best_id", "worst_id"] {
        near(&got[key], &water[key], key);
    }
    for at in 0..3 {
        let (got, expected) = (&got["scores_first3"][at], &water["scores_first3"][at]);
        assert!((got.as_f64().unwrap() - expected.as_f64().unwrap()).abs() < 1e-4, "{got}");
    }

    let two = &oracle["ccd_two"];
    let pairs = two["s1"].as_array().unwrap().iter().zip(two["s2"].as_array().unwrap());
    let u: Vec<Value> = pairs.map(|(a, b)| json!([a, b])).collect();
    let got = work(Kind::Coupling, &json!({ "u": u, "weights": [0.6, 0.4] }));
    for key in ["C", "D_equal", "D_w_0.6_0.4"] {
        near(&got[key], &two[key], key);
    }

    let exact = &oracle["synergy_exact"];
    let got = work(Kind::Synergy, exact);
    for key in ["u_linear", "u_geometric"] {
        near(&got[key], &exact[key], key);
    }
    for key in ["C_linear_u_geo_integration", "C_geometric_u_geo_integration"] {
        near(&got[key], &exact[key], key);
    }
}

#[test]
fn numbers_follow_from_the_formulas() {
    // A consistent matrix of weights 4 : 2 : 1 has λ = n and CI = 0.
    let a = json!([[1, 2, 4], ["1/2", 1, 2], ["1/4", "1/2", 1]]);
    let got = work(Kind::Ahp, &json!({ "A": a }));
    near(&got, &json!({ "w": ["4/7", "2/7", "1/7"], "lambda_max": 3, "CI": 0, "CR": 0 }), "ahp");

    // Two objects: p = (0.002, 0.998) in both columns, so both weigh the same.
    let got = work(Kind::Entropy, &json!({ "x": [[1, 9], [3, 5]], "sign": ["+", "-"] }));
    let h = -(0.002 * 0.002_f64.ln() + 0.998 * 0.998_f64.ln()) / 2.0_f64.ln();
    near(&got, &json!({ "e": [h, h], "w": [0.5, 0.5], "scores": [0.2, 99.8] }), "entropy");

    // Clothes: the literature's μ = (.70, .16, .14) and 82.
    let mut clothes = json!({
        "w": [0.3, 0.3, 0.3, 0.1],
        "R_grades_x_factors":
            [[0.8, 0.7, 0.6, 0.7], [0.1, 0.2, 0.2, 0.1], [0.1, 0.1, 0.2, 0.2]],
        "operator": "weighted sum",
        "scores": [90, 75, 50],
    });
    let got = work(Kind::Fuzzy, &clothes);
    near(&got, &json!({ "mu": [0.70, 0.16, 0.14], "score": 82, "grade": 0 }), "fuzzy");
    let by_operator = [
        ("min-max", [0.3, 0.2, 0.2]),
        ("product-max", [0.24, 0.06, 0.06]),
        ("bounded sum", [1.0, 0.6, 0.5]),
        // Each grade's row is divided by its sum before: 2.8, .6 and .6.
        ("balanced", [0.8 / 2.8 + 0.25 + 0.6 / 2.8 + 0.1, 0.1 / 0.6 + 0.7, 0.2 / 0.6 + 0.3 + 0.1]),
    ];
    for (operator, b) in by_operator {
        clothes["operator"] = operator.into();
        near(&work(Kind::Fuzzy, &clothes)["B"], &json!(b), operator);
    }

    // SO₂ of 0.07 between the thresholds 0.05 and 0.15.
    let air = json!({ "w": [1], "x": [0.07], "thresholds": [[0.05, 0.15, 0.25, 0.5]] });
    near(&work(Kind::Fuzzy, &air)["mu"], &json!([0.8, 0.2, 0, 0]), "membership");

    // U = (0.36, 0.64): std √.2304/.5 = .96; wang √(.72 · .5625); fan 1 − 2·.14.
    let got = work(Kind::Coupling, &json!({ "u": [[0.36, 0.64]], "weights": "equal" }));
    let expected = json!({
        "T": [0.5], "C": [0.96], "D": [0.48_f64.sqrt()],
        "variants": {
            "std": { "C": [0.96] },
            "wang": { "C": [(0.72_f64 * 0.5625).sqrt()] },
            "fan": { "C": [0.72] },
        },
    });
    near(&got, &expected, "coupling");
    assert_eq!(got["level"], json!(["初级协调"]));
}

#[test]
fn a_falling_subsystem_turns_the_sign_and_is_named() {
    let param = |x: [f64; 3]| json!({ "sign": "+", "beta": 0, "alpha": 1, "x": x, "w": 1 });
    let document = json!({
        "subsystems": {
            "disposal": { "params": [param([0.2, 0.6, 0.9])] },
            "response": { "params": [param([0.5, 0.5, 0.4])] },
        },
        "order_degree": "linear",
        "base": "previous",
    });
    let got = work(Kind::Synergy, &document);
    // t1: .4 and 0 → 0; t2: .3 and −.1 → −√.03.
    near(&got["C"], &json!([0.0, -(0.03_f64.sqrt())]), "C");
    assert_eq!(got["steps"][0]["standing"], json!(["response"]));
    assert_eq!(got["steps"][1]["falling"], json!(["response"]));
    // Missing in t0: .8 and .5.
    near(&got["obstacle"]["disposal"][0][0], &json!(0.8 / 1.3), "obstacle");
}

#[test]
fn hawkes_formulas_and_fit() {
    // The published cascade's parameters give its branching factor.
    let mut document = json!({
        "events": [[0, 10], [60, 3], [90, 5], [400, 20]], "T": 600, "alpha": 2.016,
        "kappa": 1, "beta": 1.015493, "c": 250.6575, "theta": 1.338108,
    });
    let got = work(Kind::Hawkes, &document);
    assert!((got["n_star"].as_f64().unwrap() - 0.92229).abs() < 2e-3, "{got}");
    let (n, a1) = (got["n"].as_f64().unwrap(), got["a1"].as_f64().unwrap());
    let total = n + a1 / (1.0 - got["n_star"].as_f64().unwrap());
    near(&got["total"], &json!(total), "total");

    // The fit is no worse than any given parameters, and below one.
    let given = got["log_likelihood"].as_f64().unwrap();
    for key in ["kappa", "beta", "c", "theta"] {
        document.as_object_mut().unwrap().remove(key);
    }
    let fitted = work(Kind::Hawkes, &document);
    assert!(fitted["log_likelihood"].as_f64().unwrap() >= given - 1e-6, "{fitted}");
    assert!(fitted["n_star"].as_f64().unwrap() < 1.0);
}

#[test]
fn bad_documents_are_refused_with_place_and_remedy() {
    let check = |name: &str, document: Value, expected: Expect| {
        let error = measure(Kind::of(name).unwrap(), &document).unwrap_err();
        expected.assert_eq(&error.to_string());
    };
    check(
        "ahp",
        json!({ "A": [[1, 3], [3, 1]] }),
        expect!["A[1][0]: 3 is not the reciprocal of A[0][1] = 3; write 1/3 here"],
    );
    check(
        "ahp",
        json!({ "A": [[1, 3], [-3, 1]] }),
        expect![
            "A[1][0]: -3 is not above 0; write 1 to 9, or its reciprocal where the other item matters more"
        ],
    );
    check(
        "ahp",
        json!({ "A": [[1, 3], ["1/3"]] }),
        expect!["A[1]: has 1 numbers where row 0 has 2; give all rows the same length"],
    );
    check(
        "ahp",
        json!({ "A": [[1, 3]] }),
        expect!["A: has 1 rows and 2 columns; compare every item with every item, as n rows of n"],
    );
    check(
        "ahp",
        json!({ "A": [[1, "x"], ["1/3", 1]] }),
        expect![[r#"A[0][1]: `"x"` is not a number; write 3, 0.5 or "1/3""#]],
    );
    check("ahp", json!({ "A": [] }), expect!["A: is empty; write at least one item"]);
    check(
        "ahp",
        json!([]),
        expect!["the document: is not a JSON object; write one object in braces"],
    );
    check(
        "ahp",
        json!({ "A": [[1, 2], [0.5, 1]], "B": [[[1]]] }),
        expect![
            "B: has 1 matrices for 2 factors; write one matrix of alternatives for each row of A"
        ],
    );
    check(
        "entropy",
        json!({ "x": [[1, 2]] }),
        expect!["x: has one row; write at least two objects to compare"],
    );
    check(
        "entropy",
        json!({ "x": [[1], [1]] }),
        expect![
            "x: no indicator differs between the objects; leave indicators out that do not differ, or set weights by hand"
        ],
    );
    check(
        "entropy",
        json!({ "x": [[1], ["NaN"]] }),
        expect![[r#"x[1][0]: `"NaN"` is not a number; write 3, 0.5 or "1/3""#]],
    );
    check(
        "entropy",
        json!({ "x": [[7], [2]], "sign": [null] }),
        expect![[
            r#"x[0][0]: 7 is not within 0…1, but its column has no sign; write "+" (more is better), "-" (less is better), null (scaled to 0…1 before), {"middle": best} or {"interval": [low, high]}"#
        ]],
    );
    check(
        "entropy",
        json!({ "x": [[7], [2]], "sign": ["+", "-"] }),
        expect!["sign: has 2 signs for 1 columns; write 1 signs"],
    );
    check(
        "fuzzy",
        json!({ "w": [1], "operator": "3" }),
        expect![
            "the document: has no `R_grades_x_factors`; add it, or `x` (a figure for each factor) and `thresholds` (a rising list for each factor, one for each grade)"
        ],
    );
    check(
        "fuzzy",
        json!({ "w": [1], "R_grades_x_factors": [[2]], "operator": "weighted_sum" }),
        expect!["R_grades_x_factors[0][0]: 2 is not a membership; write a number from 0 to 1"],
    );
    check(
        "fuzzy",
        json!({ "w": [1], "R_grades_x_factors": [[1]], "operator": "mean" }),
        expect![
            "operator: `mean` is not an operator; write min-max, product-max, weighted sum, bounded sum, balanced"
        ],
    );
    let one = json!({ "params": [{ "sign": "+", "beta": 0, "alpha": 1, "x": [0.5] }] });
    let flat = json!({ "params": [{ "sign": "+", "beta": 1, "alpha": 1, "x": [1, 1] }] });
    let wide = json!({ "params": [{ "sign": "+", "beta": 0, "alpha": 1, "x": [0.5, 1.5] }] });
    let good = json!({ "params": [{ "sign": "+", "beta": 0, "alpha": 1, "x": [0.5, 0.6] }] });
    let longer = json!({ "params": [{ "sign": "+", "beta": 0, "alpha": 1, "x": [0.5, 0.6, 1] }] });
    check(
        "synergy",
        json!({ "subsystems": { "a": one, "b": one } }),
        expect![
            "subsystems.a.params[0].x: has one period; write at least two: synergy is a change"
        ],
    );
    check(
        "synergy",
        json!({ "subsystems": { "a": flat, "b": good } }),
        expect![
            "subsystems.a.params[0]: the lower bound beta = 1 is not below alpha = 1; widen the bounds; a range of no width has no order"
        ],
    );
    check(
        "synergy",
        json!({ "subsystems": { "a": wide, "b": good } }),
        expect![
            "subsystems.a.params[0].x[1]: 1.5 is outside the bounds 0 to 1; widen beta and alpha so that all periods fit"
        ],
    );
    check(
        "synergy",
        json!({ "subsystems": { "a": good, "b": longer } }),
        expect![
            "subsystems.b.params[0].x: has 3 periods where others have 2; write every parameter for the same periods"
        ],
    );
    check(
        "synergy",
        json!({ "subsystems": { "a": good } }),
        expect!["subsystems: has 1 subsystems; write 2 to 10, best 2 to 5"],
    );
    check(
        "synergy",
        json!({ "subsystems": { "a": good, "b": good }, "base": 1 }),
        expect![
            "base: is not a base period; write the number of a period from 0 to 0, or previous"
        ],
    );
    check(
        "coupling",
        json!({ "u": [[0.2, -0.1]] }),
        expect!["u[0][1]: -0.1 is not within 0…1; scale every subsystem's figure to 0…1 before"],
    );
    check(
        "coupling",
        json!({ "u": [[0.2, 0.1]], "weights": [0.2, 0.2] }),
        expect!["weights: the weights sum to 0.4; make the weights sum to 1"],
    );
    check(
        "hawkes",
        json!({ "events": [[1, 1], [0, 1], [2, 1]], "T": 9 }),
        expect!["events[1]: lies before the one above; sort the events by time"],
    );
    check(
        "hawkes",
        json!({ "events": [[0, 1], [1, 0], [2, 1]], "T": 9 }),
        expect![
            "events[1]: the magnitude 0 is not above 0; write a magnitude above 0, such as followers or 1"
        ],
    );
}

proptest! {
    /// Whatever weights a consistent matrix is made of come back.
    #[test]
    fn consistent_comparisons_give_their_weights(raw in prop::collection::vec(1.0..9.0f64, 2..10)) {
        let a: Vec<Vec<f64>> =
            raw.iter().map(|x| raw.iter().map(|y| x / y).collect()).collect();
        let got = work(Kind::Ahp, &json!({ "A": a }));
        let sum: f64 = raw.iter().sum();
        for (at, x) in raw.iter().enumerate() {
            prop_assert!((got["w"][at].as_f64().unwrap() - x / sum).abs() < 1e-9);
        }
        prop_assert!(got["CR"].as_f64().unwrap().abs() < 1e-9);
    }

    /// C and D keep within 0…1, and evenness is 1 exactly where all are equal.
    #[test]
    fn coupling_keeps_its_bounds(u in prop::collection::vec(0.0..=1.0f64, 2..6)) {
        let got = work(Kind::Coupling, &json!({ "u": [u, vec![u[0]; u.len()]] }));
        for variant in ["std", "wang", "fan"] {
            for key in ["C", "D"] {
                let value = got["variants"][variant][key][0].as_f64().unwrap();
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&value), "{variant} {key} {value}");
            }
            let even = got["variants"][variant]["C"][1].as_f64().unwrap();
            prop_assert!((even - 1.0).abs() < 1e-6 || u[0] < 1e-12);
        }
    }

    /// Synergy keeps within −1…1 whatever the periods say.
    #[test]
    fn synergy_keeps_its_bounds(x in prop::collection::vec(prop::collection::vec(0.0..=1.0f64, 4), 2..5)) {
        let mut subsystems = serde_json::Map::new();
        for (at, x) in x.iter().enumerate() {
            let param = json!({ "sign": "+", "beta": 0, "alpha": 1, "x": x, "w": 1 });
            subsystems.insert(at.to_string(), json!({ "params": [param] }));
        }
        let got = work(Kind::Synergy, &json!({ "subsystems": subsystems, "base": "previous" }));
        for c in got["C"].as_array().unwrap() {
            prop_assert!((-1.0..=1.0).contains(&c.as_f64().unwrap()));
        }
    }
}
