"""Reporter (举报人): who complained, as ciphertext; the keys are not in the database."""

from __future__ import annotations

from django.db import models


class Reporter(models.Model):
    """Name, phone, address, identity number and wishes in one sealed text, bound to its row."""

    complaint = models.OneToOneField(
        "clues.Complaint", models.PROTECT, primary_key=True, related_name="+"
    )
    ciphertext = models.BinaryField("密文")
    key = models.CharField("密钥编号", max_length=16, db_index=True)
    created_at = models.DateTimeField("时间")

    class Meta:
        """Read by its complaint, re-encrypted by its key; never listed."""

        verbose_name = verbose_name_plural = "举报人"

    def __str__(self) -> str:
        return str(self.complaint_id)
