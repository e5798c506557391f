//! The masks of a block by AVX2 and PCLMULQDQ, where the processor has them.
#![allow(unsafe_code)]

use std::arch::x86_64::*;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::marks::{Classifier, Marks, Masks, Unclear};

static DETECTED: AtomicU8 = AtomicU8::new(0);

/// Whether the processor has what `Avx2` needs, unless `ACTIONCLI_SIMD=off` says to do without.
#[inline(always)]
pub fn detected() -> bool {
    match DETECTED.load(Ordering::Relaxed) {
        0 => {
            let has = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("pclmulqdq")
                && is_x86_feature_detected!("bmi1")
                && std::env::var_os("ACTIONCLI_SIMD").is_none_or(|value| value != "off");
            DETECTED.store(if has { 2 } else { 1 }, Ordering::Relaxed);
            has
        }
        found => found == 2,
    }
}

pub fn mark(marks: &mut Marks, line: &[u8]) -> Result<(), Unclear> {
    assert!(detected());
    // SAFETY: the processor has the features.
    unsafe { mark_avx2(marks, line) }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,popcnt")]
unsafe fn mark_avx2(marks: &mut Marks, line: &[u8]) -> Result<(), Unclear> {
    marks.mark_with::<Avx2>(line)
}

/// For processors with AVX2 and PCLMULQDQ; only `mark_avx2` uses it.
pub struct Avx2;

impl Classifier for Avx2 {
    #[inline(always)]
    fn classify(block: &[u8; 64]) -> Masks {
        // SAFETY: `mark_avx2` is only called where these instructions exist, and the block has 64 bytes.
        unsafe {
            let low = _mm256_loadu_si256(block.as_ptr().cast());
            let high = _mm256_loadu_si256(block.as_ptr().add(32).cast());
            let both = |is: unsafe fn(__m256i) -> __m256i| {
                let low = _mm256_movemask_epi8(is(low)) as u32;
                let high = _mm256_movemask_epi8(is(high)) as u32;
                u64::from(low) | u64::from(high) << 32
            };
            Masks {
                backslash: both(is_backslash),
                quote: both(is_quote),
                operator: both(is_operator),
                white: both(is_white),
                control: both(is_control),
                beyond_ascii: both(same),
            }
        }
    }

    #[inline(always)]
    fn prefix_xor(bits: u64) -> u64 {
        // SAFETY: as above.
        unsafe {
            let all = _mm_set1_epi8(-1);
            _mm_cvtsi128_si64(_mm_clmulepi64_si128(_mm_set_epi64x(0, bits as i64), all, 0)) as u64
        }
    }
}

#[inline(always)]
unsafe fn is_backslash(bytes: __m256i) -> __m256i {
    unsafe { _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8)) }
}

#[inline(always)]
unsafe fn is_quote(bytes: __m256i) -> __m256i {
    unsafe { _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"' as i8)) }
}

#[inline(always)]
unsafe fn is_control(bytes: __m256i) -> __m256i {
    unsafe { _mm256_cmpeq_epi8(_mm256_max_epu8(bytes, _mm256_set1_epi8(0x1f)), _mm256_set1_epi8(0x1f)) }
}

/// The high bit of a byte is its mask.
#[inline(always)]
unsafe fn same(bytes: __m256i) -> __m256i {
    bytes
}

/// The low four bits of each kind of byte differ, so they choose what the byte is compared with.
#[inline(always)]
unsafe fn is_operator(bytes: __m256i) -> __m256i {
    unsafe {
        // By the low four bits: 0x3A `:`, 0x7B `{`, 0x2C `,`, 0x7D `}`; `[` and `]` differ from braces in bit 5.
        let table = _mm256_setr_epi8(
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3A, 0x7B, 0x2C, 0x7D, 0, 0, //
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x3A, 0x7B, 0x2C, 0x7D, 0, 0,
        );
        let folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
        _mm256_cmpeq_epi8(folded, _mm256_shuffle_epi8(table, bytes))
    }
}

#[inline(always)]
unsafe fn is_white(bytes: __m256i) -> __m256i {
    unsafe {
        // By the low four bits: 0x20, 0x09, 0x0A, 0x0D; all other entries fit no byte with these bits.
        let table = _mm256_setr_epi8(
            0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0A, 0, 0, 0x0D, 0, 0, //
            0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0A, 0, 0, 0x0D, 0, 0,
        );
        _mm256_cmpeq_epi8(bytes, _mm256_shuffle_epi8(table, bytes))
    }
}
