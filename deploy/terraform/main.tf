# The bucket of Ledger Lift and its three roles, each with no more than its work needs:
#   presign  the API: signs uploads and downloads, looks at what was uploaded
#   work     the workers: read uploads, write and read results
#   purge    one worker at least: does what the others do, and empties the list of deletions
# Attach a role with the trust of your platform (IRSA, ECS, EC2): var.trust.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40"
    }
  }
}

variable "bucket" {
  description = "Name of the bucket"
  type        = string
}

variable "kms_key_arn" {
  description = "Key for S3_SSE=aws:kms; null for keys of S3"
  type        = string
  default     = null
}

variable "allowed_origins" {
  description = "Origins of the page, which uploads from the browser"
  type        = list(string)
}

variable "trust" {
  description = "JSON of the trust policy of each role: presign, work, purge"
  type        = map(string)
}

locals {
  objects = "${aws_s3_bucket.documents.arn}/*"
  roles = {
    presign = {
      object_actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
      # What it wrote itself a moment before: its own probe, parts that make the wrong file, a password that was refused.
      deletes = ["probe/*", "*/uploads/*", "*/passwords/*"]
      # Without it S3 answers 403 for what is not there, and an upload that is missing could not be told from a refusal.
      bucket_actions = ["s3:ListBucket"]
    }
    work = {
      object_actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
      deletes        = ["probe/*", "*/documents/*/work/*", "*/passwords/*"]
      bucket_actions = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    }
    purge = {
      object_actions = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"]
      deletes        = ["*"]
      bucket_actions = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    }
  }
}

resource "aws_s3_bucket" "documents" {
  bucket = var.bucket
}

resource "aws_s3_bucket_public_access_block" "documents" {
  bucket                  = aws_s3_bucket.documents.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "documents" {
  bucket = aws_s3_bucket.documents.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id
  rule {
    bucket_key_enabled = var.kms_key_arn != null
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id
  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = var.allowed_origins
    allowed_headers = [
      "content-type",
      "if-none-match",
      "x-amz-checksum-sha256",
      "x-amz-server-side-encryption",
      "x-amz-server-side-encryption-aws-kms-key-id",
    ]
    expose_headers  = ["etag"]
    max_age_seconds = 600
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id
  rule {
    id     = "parts-of-uploads-that-were-left"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 2
    }
  }
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid     = "TlsOnly"
    effect  = "Deny"
    actions = ["s3:*"]
    resources = [
      aws_s3_bucket.documents.arn,
      local.objects,
    ]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "documents" {
  bucket = aws_s3_bucket.documents.id
  policy = data.aws_iam_policy_document.bucket.json
}

data "aws_iam_policy_document" "role" {
  for_each = local.roles

  statement {
    sid       = "Objects"
    actions   = each.value.object_actions
    resources = [local.objects]
  }

  statement {
    sid       = "Delete"
    actions   = ["s3:DeleteObject"]
    resources = [for keys in each.value.deletes : "${aws_s3_bucket.documents.arn}/${keys}"]
  }

  statement {
    sid       = "Bucket"
    actions   = each.value.bucket_actions
    resources = [aws_s3_bucket.documents.arn]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]
    content {
      sid       = "Key"
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "ledger_lift" {
  for_each           = local.roles
  name               = "${var.bucket}-${each.key}"
  assume_role_policy = var.trust[each.key]
}

resource "aws_iam_role_policy" "ledger_lift" {
  for_each = local.roles
  name     = "ledger-lift-${each.key}"
  role     = aws_iam_role.ledger_lift[each.key].id
  policy   = data.aws_iam_policy_document.role[each.key].json
}

output "role_arns" {
  value = { for name, role in aws_iam_role.ledger_lift : name => role.arn }
}
