#!/bin/bash
# The main job with curl alone: announce, upload, register, wait, take the workbook; the time of each step in milliseconds.
# KEY=ll_live_… bench/main-job.sh http://127.0.0.1:8000 OUTPUT_FOLDER FILE…   KEY unset: `ledger-lift token`.   Exits 1 when a document does not end COMPLETED.
set -euo pipefail
base=$1 out=$2
shift 2
type=application/pdf
field() { node -pe "JSON.parse(require('fs').readFileSync(0)).$1"; }
key=${KEY:-$(npx ledger-lift token)}
call() { curl -fsS -H "authorization: Bearer $key" "$@"; }
now() { date +%s%3N; }

printf '%-44s %8s %8s %8s %8s %8s  %s\n' file presign put register worked export bytes
for file in "$@"; do
  name=$(basename "$file")
  about="\"content_type\": \"$type\", \"file_size\": $(wc -c <"$file")"
  t0=$(now)
  upload=$(call "$base/v1/uploads/presign" --json "{\"filename\": \"$name\", $about}")
  t1=$(now)
  mapfile -t headers < <(echo "$upload" | node -pe "Object.entries(JSON.parse(require('fs').readFileSync(0)).headers).map(([k, v]) => '-H' + k + ': ' + v).join('\n')")
  url=$(echo "$upload" | field url)
  s3_key=$(echo "$upload" | field key)
  t2=$(now)
  curl -fsS -o /dev/null -X PUT "$url" "${headers[@]}" --data-binary @"$file"
  t3=$(now)
  document=$(call "$base/v1/documents" --json "{\"s3_key\": \"$s3_key\", \"original_filename\": \"$name\", $about}")
  t4=$(now)
  id=$(echo "$document" | field id)
  while status=$(call "$base/v1/documents/$id" | field processing_status); [[ $status != COMPLETED && $status != FAILED ]]; do sleep 0.05; done
  t5=$(now)
  [ "$status" = COMPLETED ] || { echo "$name ended $status" >&2; exit 1; }
  book=$out/${name%.pdf}.xlsx
  call "$base/v1/documents/$id/export.xlsx" -o "$book"
  t6=$(now)
  printf '%-44s %8d %8d %8d %8d %8d  %d\n' "$name" $((t1 - t0)) $((t3 - t2)) $((t4 - t3)) $((t5 - t4)) $((t6 - t5)) "$(wc -c <"$book")"
done
