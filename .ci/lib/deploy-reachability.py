"""Usage: deploy-reachability.py <nca> <folder>. Who may reach whom on which port, and nobody else.

network-config-analyzer reckons it from the network policies of every variant in the folder, for the workloads
there and for callers that are not of CStore. It has to be what the tables here say: that of the base, and
that of each component, since policies add up. What is not of CStore may do what it likes elsewhere.
"""
import pathlib
import subprocess
import sys
import tempfile

import yaml

DNS = 'kube-system/dns : TCP, UDP 53'
INTERNET = [
    '0.0.0.0-9.255.255.255', '11.0.0.0-100.63.255.255', '100.128.0.0-169.253.255.255',
    '169.255.0.0-172.15.255.255', '172.32.0.0-192.167.255.255', '192.169.0.0-255.255.255.255',
]
CLUSTER = ['10.0.0.0-10.255.255.255', '172.16.0.0-172.31.255.255', '192.168.0.0-192.168.255.255']
EVERYBODY = ['cstore-api', 'mongodb', 'redis', 'redis-exporter', 'cstore-cdn', 'assets-publish', 'prometheus',
             'grafana', 'stranger', 'acme-solver']
# Workloads that a component brings, and takes away.
BRINGS = {'backups': ['mongodb-backup', 'mongodb-restore'], 'redis-sentinel': []}
TAKES = {'redis-sentinel': ['redis-exporter']}

BASE = {
    'cstore-api': ['cstore/mongodb : TCP 27017', 'cstore/redis : TCP 6379'] + [f'{net} : TCP 443' for net in INTERNET],
    'redis-exporter': ['cstore/redis : TCP 6379'],
    'prometheus': ['cstore/cstore-api : TCP 3000', 'cstore/redis-exporter : TCP 9121', 'cstore/cstore-cdn : TCP 9113',
                   'cstore/grafana : TCP 3000', 'cert-manager/cert-manager : TCP 9402'] + [f'{net} : TCP 443,6443,10250' for net in CLUSTER],
    'grafana': ['cstore/prometheus : TCP 9090'],
}
ENTRY = ['cstore/cstore-api : TCP 3000', 'cstore/cstore-cdn : TCP 8080', 'cstore/grafana : TCP 3000']
COMPONENTS = {
    'kube-state-metrics': ['cstore/prometheus => cstore/kube-state-metrics : TCP 8080',
                           f'cstore/kube-state-metrics => {DNS}',
                           *(f'cstore/kube-state-metrics => {net} : TCP 443,6443' for net in CLUSTER)],
    'ingress-nginx': [f'ingress-nginx/ingress-nginx => {to}' for to in ENTRY],
    'gateway-api': [f'gateway-system/gateway => {to}' for to in ENTRY],
    'cert-manager': ['ingress-nginx/ingress-nginx => cstore/acme-solver : TCP 8089'],
    'node-local-dns': [],
    'single-node': [],
    'backups': ['cstore/mongodb-backup => cstore/mongodb : TCP 27017',
                'cstore/mongodb-restore => cstore/mongodb : TCP 27017'],
    'mongodb-replica-set': ['cstore/mongodb => cstore/mongodb : TCP 27017'],
    'redis-sentinel': ['cstore/redis => cstore/redis : TCP 6379,26379', 'cstore/prometheus => cstore/redis : TCP 9121'],
}
# In place of what the table of the base says.
INSTEAD = {
    'redis-sentinel': [('cstore/cstore-api => cstore/redis : TCP 6379', 'cstore/cstore-api => cstore/redis : TCP 6379,26379')],
}
OVERLAYS = {
    'local': ['ingress-nginx', 'single-node'],
    'staging': ['ingress-nginx', 'cert-manager', 'kube-state-metrics', 'backups'],
    'production': ['ingress-nginx', 'cert-manager', 'kube-state-metrics', 'backups'],
}

# Beside the workloads: those who must be let in, and those who look like them and must not.
CALLERS = [
    ('kube-system', 'dns', {'k8s-app': 'kube-dns'}),
    ('ingress-nginx', 'ingress-nginx', {'app.kubernetes.io/name': 'ingress-nginx'}),
    ('ingress-nginx', 'not-the-controller', {'app.kubernetes.io/name': 'other'}),
    ('gateway-system', 'gateway', {'gateway.networking.k8s.io/gateway-name': 'cstore'}),
    ('gateway-system', 'gateway-of-others', {'gateway.networking.k8s.io/gateway-name': 'other'}),
    ('cert-manager', 'cert-manager', {'app.kubernetes.io/component': 'controller'}),
    ('cert-manager', 'webhook', {'app.kubernetes.io/component': 'webhook'}),
    ('elsewhere', 'like-the-api', {'app.kubernetes.io/name': 'cstore-api'}),
    ('elsewhere', 'like-the-controller', {'app.kubernetes.io/name': 'ingress-nginx'}),
    ('cstore', 'stranger', {'app': 'stranger'}),
    ('cstore', 'acme-solver', {'acme.cert-manager.io/http01-solver': 'true'}),
]
KINDS = {'Namespace', 'NetworkPolicy', 'Deployment', 'StatefulSet', 'Job', 'CronJob'}


def members(objects):
    """One pod more of each workload that has several and knows them by name: what these are to each other."""
    for each in objects:
        if each['kind'] == 'StatefulSet' and each['spec']['replicas'] > 1:
            name, labels = each['metadata']['name'], each['spec']['template']['metadata']['labels']
            yield {
                'apiVersion': 'v1', 'kind': 'Pod', 'spec': {'containers': [{'name': name, 'image': name}]},
                'metadata': {'name': f'{name}-member', 'namespace': 'cstore', 'labels': labels},
            }


def callers():
    for namespace in sorted({namespace for namespace, _, _ in CALLERS} - {'cstore'}):
        labels = {'kubernetes.io/metadata.name': namespace}
        yield {'apiVersion': 'v1', 'kind': 'Namespace', 'metadata': {'name': namespace, 'labels': labels}}
    for namespace, name, labels in CALLERS:
        yield {
            'apiVersion': 'v1', 'kind': 'Pod', 'spec': {'containers': [{'name': name, 'image': name}]},
            'metadata': {'name': name, 'namespace': namespace, 'labels': labels},
        }


def expected(components):
    taken = {pod for component in components for pod in TAKES.get(component, [])}
    pods = [pod for pod in EVERYBODY if pod not in taken]
    pods += [pod for component in components for pod in BRINGS.get(component, [])]
    names = [DNS, '169.254.20.10 : TCP, UDP 53'] if 'node-local-dns' in components else [DNS]
    table = {f'cstore/{pod} => {to}' for pod in pods for to in [*names, *BASE.get(pod, [])]}
    for component in components:
        table.update(COMPONENTS[component])
        for before, after in INSTEAD.get(component, []):
            table = table - {before} | {after}
    return {line for line in table if not any(f' => cstore/{pod} :' in line for pod in taken)}


def reckoned(nca, variant):
    objects = [each for each in yaml.safe_load_all(variant.read_text()) if each['kind'] in KINDS]
    with tempfile.TemporaryDirectory() as folder:
        with open(f'{folder}/all.yaml', 'w') as file:
            yaml.safe_dump_all([*objects, *members(objects), *callers()], file)
        done = subprocess.run(
            [nca, '--connectivity', folder, '-n', folder, '-p', folder, '-o', 'txt_no_fw_rules'],
            capture_output=True, text=True, timeout=60, check=True)
    return {plain(line) for line in done.stdout.splitlines() if '=>' in line and 'cstore/' in line}


def plain(line):
    """`cstore/redis[Deployment] => kube-system/dns[Pod] : {protocols:TCP, UDP,dst_ports:53}` without brackets."""
    ends, _, what = line.partition(' : ')
    ends = ' => '.join(end.split('[')[0].removesuffix('-member') for end in ends.split(' => '))
    return f"{ends} : {what.strip('{}').replace('protocols:', '').replace(',dst_ports:', ' ')}"


def check(nca, variant):
    components = OVERLAYS.get(variant.stem) or variant.stem.split('--')
    table, found = expected(components), reckoned(nca, variant)
    for line in sorted(found - table):
        print(f'{variant.stem}: may be reached, but is not in the table: {line}')
    for line in sorted(table - found):
        print(f'{variant.stem}: is in the table, but cannot be reached: {line}')
    return table == found


nca, folder = sys.argv[1:]
variants = sorted(pathlib.Path(folder).glob('*.yaml'))
if len(variants) < len(OVERLAYS):
    sys.exit(f'Expected the variants in {folder}, got {len(variants)}')
good = [check(nca, variant) for variant in variants]
print(f'{sum(good)} of {len(good)} variants: reachable is what the table says, and nothing else')
sys.exit(0 if all(good) else 1)
