"""What is normal for this caller: a prior from the literature that gives way to the caller's own voice.

Each cue has a normal-normal model (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.5): callers
differ from each other by ``between_sd``, and one calm caller's stretches of 2 s differ by ``within_sd``. At
the first word the prior is all there is, and a cue that differs much between people (F0) counts for little;
with the caller's own calm speech the baseline narrows to this voice and the same cue counts for more. It
widens for a caller whose calm speech varies more than most.

Anger from the start must not become the baseline: a stretch teaches it the less, the more aroused the last seconds
sounded. Somebody else on the line must not be heard as raised: `tyyni.coach.handover` notices.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known of a cue before the caller has said a word; all in the unit of the cue."""

    means: tuple[float, ...]
    """The mean of callers' own means; several where there are kinds of voices, each as likely."""
    between_sd: float
    """Spread of callers' own means around that of their kind (and of telephone lines)."""
    within_sd: float
    """Spread of one calm caller's stretches of 2 s."""


PRIORS: Mapping[str, Prior] = {
    # Men speak around 119 Hz, women around 207 Hz (Traunmüller & Eriksson 1995): 3 and 12.6 semitones over
    # 100 Hz; medians lie a little lower than means. Two kinds, so that a high voice is not hot by being high.
    "f0_median_st": Prior(means=(2.5, 11.5), between_sd=2.5, within_sd=2.0),
    # Calm read speech: 20-25 in three corpora, the same for men and women (our measurement, phone band).
    "f0_slope_st_per_s": Prior(means=(20.0,), between_sd=3.0, within_sd=5.0),
    # ANSI S3.5-1997, table 3, normal vocal effort: -7.9 dB (computed over 300-3400 Hz); raised: 2.5 dB more.
    "alpha_ratio_db": Prior(means=(-8.0,), between_sd=2.0, within_sd=1.7),
    "top_ratio_db": Prior(means=(-11.5,), between_sd=3.0, within_sd=2.2),
    "level_range_db": Prior(means=(9.5,), between_sd=1.5, within_sd=2.2),
    "articulation_rate_per_s": Prior(means=(4.5,), between_sd=0.6, within_sd=1.0),
}
"""Cue: what to expect of a calm stranger. Where no source is named, rounded by hand from calm clips of acted
speech in three languages at 300-3400 Hz, 8 kHz µ-law (within: 2 s stretches of one speaker; between:
speakers' means, plus some for the line)."""

RAISED_AROUSAL = 0.5
"""A stretch on which the tone model is undecided, or that it hears as raised, teaches the baseline nothing."""
UNTAUGHT_AROUSAL = 0.4
"""Nor does any stretch while the mean of the last seconds is from here on: anger that is never much over calm would
else become the baseline within 10 s (six of 24 speakers who are angry from the start; our measurement)."""
LONGEST_MEMORY_STRETCHES = 20.0
"""The baseline knows at most 40 s of speech: older speech fades, so that it follows a slow drift or a change
of speaker on the line (our choice)."""
KNOWN_AFTER_STRETCHES = 2.0
"""The caller's own mean is known after 4 s of calm speech; before, no change shows (our choice)."""
SPREAD_PRIOR_STRETCHES = 4.0
"""How many stretches of own speech weigh as much as the prior's spread. Lively callers vary more than the readers
the priors were taken from: on the one real call at hand 28 % of the readings were over 0.5 without an own spread,
7 % with it, at no cost on acted speech (our measurement)."""
RAISED_BY_SDS = 2.0
"""A raised voice is taken to lie two ``within_sd`` over the calm one: 4 semitones of F0 (acted anger in three
corpora: 2 to 6; our measurement). It only matters where there are several kinds of voices."""


class Baseline:
    """Follows one caller; deterministic, a few numbers per cue."""

    def __init__(self, priors: Mapping[str, Prior] = PRIORS) -> None:
        self._priors = priors
        self._count = dict.fromkeys(priors, 0.0)
        self._own_mean = dict.fromkeys(priors, 0.0)
        self._own_variance = dict.fromkeys(priors, 0.0)

    def z_scores(self, cues: Mapping[str, float | None], completeness: float) -> dict[str, float | None]:
        """Return how unusual each cue is for this caller, in standard deviations.

        Args:
            cues: each cue in its unit; None stays None.
            completeness: above 0..1, the share of 2 s that was heard. Half as much speech is taken to vary
                twice as much, not only by the square root: single syllables decide then (neutral first
                utterances of nEMO over the threshold: .01 against .08, our measurement).

        >>> fresh = Baseline({"cue": Prior(means=(10.0,), between_sd=3.0, within_sd=4.0)})
        >>> fresh.z_scores({"cue": 20.0}, 1.0)
        {'cue': 2.0}
        """
        return {
            name: None if value is None else self._z_score(name, value, completeness)
            for name, value in cues.items()
        }

    def learn(self, cues: Mapping[str, float | None], stretches: float, arousal: float) -> None:
        """Let a stretch move the baseline, the less the more aroused it sounded.

        Args:
            cues: as in `z_scores`.
            stretches: how much new speech it holds, in stretches of 2 s.
            arousal: 0..1 of the last seconds; from `UNTAUGHT_AROUSAL` on the stretch teaches nothing.
        """
        weight = stretches * max(1.0 - arousal / UNTAUGHT_AROUSAL, 0.0)
        for name, value in cues.items():
            if value is None or weight <= 0.0:
                continue
            self._count[name] = min(self._count[name] + weight, LONGEST_MEMORY_STRETCHES)
            step = min(weight / self._count[name], 1.0)
            off = value - self._own_mean[name]
            self._own_mean[name] += off * step
            # Exponentially weighted (West 1979): exact while nothing has faded yet.
            self._own_variance[name] = (1.0 - step) * (self._own_variance[name] + step * off * off)

    def own_mean(self, name: str) -> float | None:
        """Return the caller's own calm mean of a cue; None until 4 s of calm speech are known."""
        return self._own_mean[name] if self._count[name] >= KNOWN_AFTER_STRETCHES else None

    def _z_score(self, name: str, value: float, completeness: float) -> float:
        """Return the z-score against the posterior of the caller's mean.

        With several kinds of voices it is the evidence for "raised" against "calm", the kind unknown, put on
        the scale of a z-score: for Gaussians that differ by ``rise`` the log-likelihood ratio is
        (z - rise / 2 sd) * rise / sd, so that with one kind this is the plain z-score.
        """
        prior = self._priors[name]
        count, own_mean = self._count[name], self._own_mean[name]
        variance_within = self._variance_within(name)
        precision_own = count / variance_within
        precision_prior = 1.0 / prior.between_sd**2
        variance_mean = 1.0 / (precision_own + precision_prior)
        sd = math.sqrt(variance_within / completeness**2 + variance_mean)
        # How likely each kind is by what was heard so far: own means vary around the kind's by both spreads.
        precision_both = precision_own * precision_prior * variance_mean
        kinds = [-0.5 * precision_both * (own_mean - mean) ** 2 for mean in prior.means]
        means = [(precision_own * own_mean + precision_prior * mean) * variance_mean for mean in prior.means]

        def log_likelihood(value: float) -> float:
            return _log_sum([k - 0.5 * ((value - m) / sd) ** 2 for k, m in zip(kinds, means, strict=True)])

        rise = RAISED_BY_SDS * prior.within_sd
        return (log_likelihood(value - rise) - log_likelihood(value)) * sd / rise + rise / (2.0 * sd)

    def _variance_within(self, name: str) -> float:
        """Return the variance of this caller's calm stretches: the prior's until the caller's own outweighs it.

        The mean of an inverse-gamma posterior (Gelman et al., section 2.6), never below the prior's.
        """
        prior = self._priors[name].within_sd ** 2
        count = self._count[name]
        own = self._own_variance[name]
        return max((SPREAD_PRIOR_STRETCHES * prior + count * own) / (SPREAD_PRIOR_STRETCHES + count), prior)


def _log_sum(logarithms: list[float]) -> float:
    """Return the logarithm of the sum of what the logarithms are of.

    >>> _log_sum([math.log(1.0), math.log(3.0)]) == math.log(4.0)
    True
    """
    largest = max(logarithms)
    return largest + math.log(sum(math.exp(one - largest) for one in logarithms))
