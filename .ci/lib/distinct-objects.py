"""Usage: distinct-objects.py <file>... All Kubernetes objects in the files, each that is in several of them once."""
import json
import pathlib
import sys

import yaml

loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
seen = set()
for name in sys.argv[1:]:
    for item in yaml.load_all(pathlib.Path(name).read_text(), loader):
        # JSON is YAML, and quicker to make.
        text = json.dumps(item, sort_keys=True)
        if item is not None and text not in seen:
            seen.add(text)
            print('---', text, sep='\n')
