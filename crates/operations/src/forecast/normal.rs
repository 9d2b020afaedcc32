//! What the normal distribution says of a value of which only a lower bound is known.

/// How far above the bound `z` the mean of what lies above it is, in standard deviations from 0:
/// the density over the tail (the inverse of Mills' ratio).
pub(super) fn mean_above(z: f64) -> f64 {
    if z > 4.0 {
        return z + 1.0 / z - 2.0 / z.powi(3) + 10.0 / z.powi(5);
    }
    density(z) / tail(z)
}

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// The share above `z`, by Abramowitz and Stegun 26.2.17.
fn tail(z: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let series = [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let sum = series.iter().rev().fold(0.0, |sum, factor| (sum + factor) * t);
    let above = density(z) * sum;
    if z < 0.0 { 1.0 - above } else { above }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_above_a_bound_is_that_of_the_tables() {
        for (z, expected) in
            [(-2.0, 0.055_2), (0.0, 0.797_9), (1.0, 1.525_1), (3.2, 3.469_7), (4.5, 4.702_0)]
        {
            assert!((mean_above(z) - expected).abs() < 0.005, "{z}: {}", mean_above(z));
        }
    }
}
