// Property tests try the same values in every run, so that a red one is red again. DISPATCH_FUZZ_SEED searches elsewhere.
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.DISPATCH_FUZZ_SEED ?? 20_260_302) })
