from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from tyyni.serve.metrics import Metrics


def test_every_figure_is_exposed_in_prometheus_format() -> None:
    metrics = Metrics()
    metrics.frames.labels("caller").inc(3)
    families = {
        family.name: family for family in text_string_to_metric_families(metrics.exposition().decode())
    }
    assert families["tyyni_frames"].samples[0].value == 3
    assert {"tyyni_queue_wait_seconds", "tyyni_frame_to_reading_seconds", "tyyni_lag_seconds"} <= set(
        families
    )


def test_two_services_count_apart() -> None:
    Metrics().live_calls.set(7)
    assert "tyyni_live_calls 0.0" in Metrics().exposition().decode()


def test_no_figure_is_labelled_with_a_call_or_a_person() -> None:
    labels = {
        label
        for family in text_string_to_metric_families(Metrics().exposition().decode())
        for sample in family.samples
        for label in sample.labels
    }
    assert labels <= {"party", "kind", "reason", "code", "suppressed", "mode", "le"}
