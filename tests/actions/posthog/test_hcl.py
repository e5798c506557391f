"""Terraform's .tf files, as far as they can be read without Terraform."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actioncli.actions.model import Actions
from actioncli.actions.posthog.export import export_posthog, export_terraform
from actioncli.actions.posthog.hcl_read import HclError, read_hcl
from actioncli.actions.posthog.read import read_posthog
from strategies import actions_models, texts

MODULE = r"""
terraform {
  required_providers { posthog = { source = "PostHog/posthog" } }
}
variable "named" { default = "${upper("a}b")} {" }
locals {
  text = <<-EOT
    resource "posthog_action" "not_this" { name = "a }
  EOT
}
/* resource "posthog_action" "nor_this" { */
resource "posthog_action" "paid" {
  provider      = posthog.eu # an alias
  name          = "Paid \"it\" \u00e9 $${x} 100%"
  tags          = ["a", "b",]
  post_to_slack = var.slack ? true : false
  lifecycle {
    ignore_changes = [name]
  }
  steps_json = jsonencode([
    { event = "order paid", properties = [{ key = "amount", "value" = -1.5, type : "event" }] },
    {
      event = null // any
      url   = "/a"
    }
  ])
}
resource "posthog_insight" "other" { name = "No action" }
resource "posthog_action" "short" { name = "Short"
  steps_json = "[{\"event\": \"a\"}]" }
"""


def test_the_actions_of_a_module_are_read_and_nothing_else() -> None:
    amount = {"key": "amount", "value": -1.5, "type": "event"}
    assert read_hcl(MODULE) == (
        {
            "name": 'Paid "it" é ${x} 100%',
            "tags": ["a", "b"],
            "steps_json": [{"event": "order paid", "properties": [amount]}, {"event": None, "url": "/a"}],
        },
        {"name": "Short", "steps_json": '[{"event": "a"}]'},
    )


@pytest.mark.parametrize(
    "value",
    ["var.x", '"a ${x}"', '"a %{ if x }b%{ endif }"', '"a" == "b" ? "c" : "d"', 'upper("a")', "<<EOT\na\nEOT", '"a".b'],
)
def test_what_is_no_literal_is_an_error_with_its_line(value: str) -> None:
    with pytest.raises(HclError, match=r"^line 3: only literal values can be read; import the output of `terraform"):
        read_hcl(f'resource "posthog_action" "a" {{\n\n  name = {value}\n}}\n')


@pytest.mark.parametrize("cut", ['name = "a', 'name = "a"', 'tags = ["a"', "steps_json = jsonencode([{", "x = {", ""])
def test_a_resource_that_is_cut_off_is_an_error(cut: str) -> None:
    with pytest.raises(HclError, match=r"^line 2: "):
        read_hcl(f'resource "posthog_action" "a" {{\n  {cut}')


@given(actions_models(plain=True))
def test_what_is_exported_to_terraform_comes_back_as_what_is_exported_to_the_api(actions: Actions) -> None:
    by_api = read_posthog(json.dumps(export_posthog(actions)[0]), "a.json")
    text = export_terraform(actions)[0]
    assert repr(read_posthog(text, "a.tf").actions) == repr(by_api.actions)


@given(texts() | st.text(alphabet='ab"\\$%{}#/*\n\t\x00é😀'))
def test_any_text_is_written_and_read_back(text: str) -> None:
    action = {"name": "A", "steps": [{"event": text}]}
    written = export_terraform(read_posthog(json.dumps(action), "a.json").actions)[0]
    assert read_hcl(written)[0]["steps_json"] == [{"event": text or None}]


@given(st.text(alphabet='resource "posthog_action" {}[]()=,\n\\$x1<E'))
def test_any_text_is_read_or_an_error(text: str) -> None:
    with suppress(HclError):
        assert isinstance(read_hcl(f'resource "posthog_action" "a" {{{text}'), tuple)
