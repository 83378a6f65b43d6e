//! Amounts of money, in hundredths of the organisation's currency (分).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

/// An amount in hundredths, at most [`MAX`](Self::MAX).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "u64", into = "u64")]
pub struct Money(u64);

/// A text or number is no amount: not a decimal with two places at most, negative,
/// or larger than [`Money::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAmount;

impl fmt::Display for NotAnAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount has two decimal places at most")
    }
}

impl std::error::Error for NotAnAmount {}

impl Money {
    /// Ten thousand million, the most that one amount can be.
    pub const MAX: Self = Self(1_000_000_000_000);

    /// Reads an amount as spreadsheets write it, too: `¥1,299.50`. A comma that does
    /// not set off thousands is not guessed at.
    ///
    /// # Errors
    /// It is no amount.
    pub fn from_cell(text: &str) -> Result<Self, NotAnAmount> {
        let text: String = text.nfkc().collect();
        let text = text.trim();
        let text = text.strip_prefix('¥').unwrap_or(text).trim_start();
        let whole = text.split('.').next().unwrap_or_default();
        let mut groups = whole.split(',');
        let is_first = groups.next().is_some_and(|it| (1..=3).contains(&it.len()));
        if whole.contains(',') && !(is_first && groups.all(|it| it.len() == 3)) {
            return Err(NotAnAmount);
        }
        let places = &text[whole.len()..];
        format!("{}{places}", whole.replace(',', "")).parse()
    }
}

impl TryFrom<u64> for Money {
    type Error = NotAnAmount;

    fn try_from(hundredths: u64) -> Result<Self, NotAnAmount> {
        if hundredths <= Self::MAX.0 {
            Ok(Self(hundredths))
        } else {
            Err(NotAnAmount)
        }
    }
}

impl From<Money> for u64 {
    fn from(money: Money) -> Self {
        money.0
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl FromStr for Money {
    type Err = NotAnAmount;

    /// Reads `1299`, `1299.5` and `1299.50`; nothing is rounded.
    fn from_str(text: &str) -> Result<Self, NotAnAmount> {
        let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
        let are_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
        if !are_digits(whole) || !are_digits(places) || places.len() > 2 {
            return Err(NotAnAmount);
        }
        let number = |part: &str| part.parse::<u64>().map_err(|_| NotAnAmount);
        let scale = if places.len() == 1 { 10 } else { 1 };
        let hundredths = number(whole)?
            .checked_mul(100)
            .and_then(|whole| whole.checked_add(number(places).ok()? * scale));
        Self::try_from(hundredths.ok_or(NotAnAmount)?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Money, NotAnAmount};

    #[test]
    fn an_amount_is_read_and_written_without_rounding() {
        for (text, shown) in [
            ("0", "0.00"),
            ("1299", "1299.00"),
            ("1299.5", "1299.50"),
            ("0.05", "0.05"),
            ("10000000000", "10000000000.00"),
        ] {
            let money: Money = text.parse().expect(text);
            assert_eq!(money.to_string(), shown);
            let json = serde_json::to_string(&money).expect("a number");
            assert_eq!(serde_json::from_str::<Money>(&json).expect("read"), money);
        }
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1.234",
            "1,5",
            "1e3",
            "１",
            " 1",
            "10000000000.01",
            "99999999999999999999",
        ] {
            assert_eq!(text.parse::<Money>(), Err(NotAnAmount), "{text}");
        }
    }

    #[test]
    fn an_amount_of_a_spreadsheet_is_read_where_it_is_one_amount() {
        for (text, shown) in [
            ("1299.5", "1299.50"),
            ("¥1,299.50", "1299.50"),
            ("￥ 12,001,299", "12001299.00"),
            ("１２９９", "1299.00"),
        ] {
            let money = Money::from_cell(text).expect(text);
            assert_eq!(money.to_string(), shown);
        }
        for text in [
            "1,5", "1,2990", "1.299,50", ",299", "1299元", "-1", "", "¥", "1,299,",
        ] {
            assert_eq!(Money::from_cell(text), Err(NotAnAmount), "{text}");
        }
    }
}
