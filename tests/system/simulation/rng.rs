//! The random numbers of a simulation. All come from one seed, in the order
//! in which they are asked for, so that a seed is a whole history.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// Words of which people's texts are made: none of them is harmless to a
/// careless program.
const WORDS: [&str; 10] = [
    "收银机打不开",
    "the printer’s jam",
    "第二行\n第三行",
    "\"引号\" \\ {}",
    "🖨️🔥",
    "'; drop table cases; --",
    "%s %n",
    "  前后有空格  ",
    "é\u{301}ǅ",
    "<b>粗</b>",
];

/// The generator of a run.
pub struct SimRng {
    numbers: ChaCha8Rng,
    texts: u64,
}

impl SimRng {
    pub fn of(seed: u64) -> Self {
        Self {
            numbers: ChaCha8Rng::seed_from_u64(seed),
            texts: 0,
        }
    }

    /// A number below `limit`; nought if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        let limit = limit.max(1) as u64;
        usize::try_from(self.numbers.next_u64() % limit).expect("because it is below a usize")
    }

    /// A number from `from` to `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.abs_diff(from) + 1;
        from + i64::try_from(self.numbers.next_u64() % width)
            .expect("because ranges here are small")
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn one_of<T: Clone>(&mut self, things: &[T]) -> Option<T> {
        let index = self.below(things.len());
        things.get(index).cloned()
    }

    /// One of these, each as likely as the number before it.
    pub fn weighted<T: Copy>(&mut self, things: &[(usize, T)]) -> T {
        let sum = things.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(sum);
        for (weight, thing) in things {
            if left < *weight {
                return *thing;
            }
            left -= weight;
        }
        unreachable!("what was drawn is below the sum")
    }

    /// The seed of a phone's own generator.
    pub fn entropy(&mut self) -> [u8; 32] {
        let mut entropy = [0; 32];
        self.numbers.fill_bytes(&mut entropy);
        entropy
    }

    /// Something that a person writes, never the same twice; now and then long.
    pub fn text(&mut self) -> String {
        self.texts += 1;
        let words = if self.once_in(20) {
            60
        } else {
            1 + self.below(3)
        };
        let mut text = format!("{}:", self.texts);
        for _ in 0..words {
            text.push_str(WORDS[self.below(WORDS.len())]);
        }
        text
    }

    /// A line as it stands on a label, never the same twice.
    pub fn line(&mut self) -> String {
        self.texts += 1;
        let mut line = format!("{}:", self.texts);
        for word in WORDS.iter().filter(|word| !word.contains('\n')) {
            if self.once_in(6) {
                line.push_str(word);
            }
        }
        line.chars().take(60).collect()
    }

    /// The name of a photo that nobody has uploaded.
    pub fn photo(&mut self) -> String {
        let four = [(); 4].map(|()| self.numbers.next_u64());
        let [a, b, c, d] = four;
        format!("{a:016x}{b:016x}{c:016x}{d:016x}")
    }
}
