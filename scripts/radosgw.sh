#!/bin/sh
# A whole small Ceph on this machine, for tests: monitor, one object store in memory, RADOS gateway. An S3 server that
# is used in production, from Debian's packages: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd
#
#   scripts/radosgw.sh start DIR PORT    returns once it answers at http://127.0.0.1:PORT; key and secret: ledger-lift
#   scripts/radosgw.sh stop DIR          stops it and removes DIR
set -eu

usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }

# The kernel picks a port that is free now; nothing else asks for one in the moment until it is used.
free_port() { node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

stop() {
  for name in rgw osd mon; do
    [ -f "$dir/$name.pid" ] && kill "$(cat "$dir/$name.pid")" 2>/dev/null || true
  done
  for name in rgw osd mon; do
    [ -f "$dir/$name.pid" ] && wait_for_end "$(cat "$dir/$name.pid")"
  done
  rm -rf "$dir"
}

wait_for_end() {
  for _ in $(seq 20); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.1; done
  kill -9 "$1" 2>/dev/null || true
}

configure() {
  cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon_initial_members = a
mon_host = v2:127.0.0.1:$mon_port/0
public_network = 127.0.0.0/8
ms_bind_msgr1 = false
keyring = $dir/keyring
run_dir = $dir/run
crash_dir = $dir/log
admin_socket = $dir/run/\$name.asok
log_file = $dir/log/\$name.log
log_to_stderr = false
debug_none = 0/0
# one of everything, nothing kept twice
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_warn = 2
mon_data_avail_crit = 1
# decide at once: there is nobody to wait for
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_tick_interval = 1
osd_heartbeat_interval = 1
[mon.a]
host = localhost
mon_data = $dir/mon
[osd.0]
osd_data = $dir/osd
keyring = $dir/osd/keyring
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_max_object_name_len = 2048
osd_class_load_list = *
osd_class_default_list = *
[client]
rgw_frontends = beast endpoint=127.0.0.1:$port
rgw_data = $dir/rgw
rgw_dns_name = 127.0.0.1
rgw_enable_apis = s3, admin
rgw_thread_pool_size = 64
# encryption at rest can be tried without TLS and without a key server
rgw_crypt_require_ssl = false
rgw_crypt_s3_kms_backend = testing
rgw_crypt_s3_kms_encryption_keys = test-key=$(head -c 32 /dev/urandom | base64)
rgw_crypt_default_encryption_key = $(head -c 32 /dev/urandom | base64)
CONF
}

make_monitor() {
  ceph-authtool --create-keyring "$dir/mon.keyring" --gen-key -n mon. --cap mon 'allow *'
  ceph-authtool --create-keyring "$dir/keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
  ceph-authtool "$dir/mon.keyring" --import-keyring "$dir/keyring"
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port/0]" "$dir/monmap"
  ceph-mon --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/mon.keyring"
}

make_object_store() {
  uuid=$(cat /proc/sys/kernel/random/uuid)
  ceph osd new "$uuid"
  ceph auth get-or-create osd.0 mon 'allow profile osd' osd 'allow *' mgr 'allow profile osd' -o "$dir/osd/keyring"
  ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
}

in_background() {
  name=$1; shift
  setsid "$@" >"$dir/log/$name.out" 2>&1 </dev/null &
  echo $! >"$dir/$name.pid"
}

start() {
  if curl -s -o /dev/null "http://127.0.0.1:$port/"; then echo "port $port is taken" >&2; exit 1; fi
  mkdir -p "$dir/mon" "$dir/osd" "$dir/rgw" "$dir/run" "$dir/log"
  fsid=$(cat /proc/sys/kernel/random/uuid)
  mon_port=$(free_port)
  export CEPH_CONF="$dir/ceph.conf"
  configure
  make_monitor >"$dir/log/setup.out" 2>&1
  in_background mon ceph-mon -f -i a
  make_object_store >>"$dir/log/setup.out" 2>&1
  in_background osd ceph-osd -f -i 0
  in_background rgw radosgw -f -n client.admin
  radosgw-admin user create --uid=test --display-name=test --access-key=ledger-lift --secret-key=ledger-lift >>"$dir/log/setup.out" 2>&1
  for _ in $(seq 300); do
    curl -sf -o /dev/null "http://127.0.0.1:$port/" && return 0
    sleep 0.1
  done
  echo "radosgw does not answer on port $port; see $dir/log" >&2
  exit 1
}

[ $# -ge 2 ] || usage
command=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)
case $command in
  start) [ $# -eq 3 ] || usage; port=$3; start ;;
  stop) stop ;;
  *) usage ;;
esac
